/** The second factor of staff: codes of an app (TOTP), recovery codes, and the proof that a sign-in gives. */
@NullMarked
package io.ordergate.identity.factor;

import org.jspecify.annotations.NullMarked;
