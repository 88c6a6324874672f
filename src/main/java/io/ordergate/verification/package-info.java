/** One-time codes: start a challenge, send its code, send it again, count every guess. */
@NullMarked
package io.ordergate.verification;

import org.jspecify.annotations.NullMarked;
