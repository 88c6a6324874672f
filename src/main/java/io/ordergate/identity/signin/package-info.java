/** Sign-ins by password and by code, resets of passwords, and proofs of ownership. */
@NullMarked
package io.ordergate.identity.signin;

import org.jspecify.annotations.NullMarked;
