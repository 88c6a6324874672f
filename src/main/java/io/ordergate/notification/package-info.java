/** Texts and calls about orders, from the outbox. */
@NullMarked
package io.ordergate.notification;

import org.jspecify.annotations.NullMarked;
