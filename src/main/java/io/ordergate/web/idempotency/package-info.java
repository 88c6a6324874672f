/** Answers that are kept for repeated calls. */
@NullMarked
package io.ordergate.web.idempotency;

import org.jspecify.annotations.NullMarked;
