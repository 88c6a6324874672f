/** The open sign-ins of an account, for its owner and for admins. */
@NullMarked
package io.ordergate.identity.session;

import org.jspecify.annotations.NullMarked;
