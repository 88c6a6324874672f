/** Users and guests in the database. */
@NullMarked
package io.ordergate.identity.user;

import org.jspecify.annotations.NullMarked;
