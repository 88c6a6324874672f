/** The page of an order for its customer, who has a link and does not sign in. */
@NullMarked
package io.ordergate.page;

import org.jspecify.annotations.NullMarked;
