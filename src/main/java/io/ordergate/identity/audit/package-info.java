/** Security events: how they are stored, logged, listed and deleted. */
@NullMarked
package io.ordergate.identity.audit;

import org.jspecify.annotations.NullMarked;
