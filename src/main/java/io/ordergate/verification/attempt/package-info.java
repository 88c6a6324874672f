/** What comes in and goes out: a request for a code and its session, a typed code and the statement that judges it. */
@NullMarked
package io.ordergate.verification.attempt;

import org.jspecify.annotations.NullMarked;
