/** Orders, their content and prices. */
@NullMarked
package io.ordergate.ordering.model;

import org.jspecify.annotations.NullMarked;
