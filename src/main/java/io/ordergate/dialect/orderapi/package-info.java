/** Calls of the order API services, as their clients send them. */
@NullMarked
package io.ordergate.dialect.orderapi;

import org.jspecify.annotations.NullMarked;
