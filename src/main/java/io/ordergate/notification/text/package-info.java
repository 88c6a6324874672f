/** Texts about orders. */
@NullMarked
package io.ordergate.notification.text;

import org.jspecify.annotations.NullMarked;
