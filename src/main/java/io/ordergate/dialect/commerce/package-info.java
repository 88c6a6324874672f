/** Calls of the commerce services, as their clients send them. */
@NullMarked
package io.ordergate.dialect.commerce;

import org.jspecify.annotations.NullMarked;
