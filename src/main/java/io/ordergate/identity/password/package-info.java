/** Passwords: rules, hashes on their own threads, and counts of wrong ones. */
@NullMarked
package io.ordergate.identity.password;

import org.jspecify.annotations.NullMarked;
