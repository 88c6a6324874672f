/** Signing in by password and by code, resetting a password and confirming a person. */
@NullMarked
package io.ordergate.identity.signin;

import org.jspecify.annotations.NullMarked;
