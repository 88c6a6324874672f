/** What is told of an order on its time line: texts to its customer, and calls of shops' systems. */
@NullMarked
package io.ordergate.notification.timeline;

import org.jspecify.annotations.NullMarked;
