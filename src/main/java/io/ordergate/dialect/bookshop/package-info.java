/** Calls of the book shop's services, as their clients send them. */
@NullMarked
package io.ordergate.dialect.bookshop;

import org.jspecify.annotations.NullMarked;
