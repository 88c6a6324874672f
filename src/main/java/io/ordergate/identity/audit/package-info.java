/** The security events of accounts, and the list of events for admins. */
@NullMarked
package io.ordergate.identity.audit;

import org.jspecify.annotations.NullMarked;
