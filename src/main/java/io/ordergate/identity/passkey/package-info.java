/** Passkeys of staff (WebAuthn): enrolment, and the proof that one gives. */
@NullMarked
package io.ordergate.identity.passkey;

import org.jspecify.annotations.NullMarked;
