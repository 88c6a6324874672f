/** The time line of an order: what each feature knows of it, in one list, for staff. */
@NullMarked
package io.ordergate.ordering.timeline;

import org.jspecify.annotations.NullMarked;
