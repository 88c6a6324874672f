/** Invitations of people who are to work for the shop. */
@NullMarked
package io.ordergate.identity.invitation;

import org.jspecify.annotations.NullMarked;
