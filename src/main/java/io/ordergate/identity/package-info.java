/** Callers and their accounts, sign-ins and access tokens. */
@NullMarked
package io.ordergate.identity;

import org.jspecify.annotations.NullMarked;
