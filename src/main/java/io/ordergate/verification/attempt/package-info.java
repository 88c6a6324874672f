/** One typed code, and the statement that judges it. */
@NullMarked
package io.ordergate.verification.attempt;

import org.jspecify.annotations.NullMarked;
