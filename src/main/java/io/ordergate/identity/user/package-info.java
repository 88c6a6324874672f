/** Users and guests as they are stored and found. */
@NullMarked
package io.ordergate.identity.user;

import org.jspecify.annotations.NullMarked;
