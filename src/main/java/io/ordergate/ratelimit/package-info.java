/** Budgets: who may ask how often, and how an answer tells the client about it. */
@NullMarked
package io.ordergate.ratelimit;

import org.jspecify.annotations.NullMarked;
