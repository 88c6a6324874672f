/** Accounts: profiles for their owners, and administration for admins. */
@NullMarked
package io.ordergate.identity.account;

import org.jspecify.annotations.NullMarked;
