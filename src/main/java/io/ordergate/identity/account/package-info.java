/** What people do with their own account and administrators with those of others. */
@NullMarked
package io.ordergate.identity.account;

import org.jspecify.annotations.NullMarked;
