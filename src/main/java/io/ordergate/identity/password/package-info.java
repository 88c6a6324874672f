/** Passwords: rules, hashing on threads of their own, and wrong guesses. */
@NullMarked
package io.ordergate.identity.password;

import org.jspecify.annotations.NullMarked;
