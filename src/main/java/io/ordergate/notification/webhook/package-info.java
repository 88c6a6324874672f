/** Events for the shop's own services. */
@NullMarked
package io.ordergate.notification.webhook;

import org.jspecify.annotations.NullMarked;
