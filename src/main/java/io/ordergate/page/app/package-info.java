/** Pages that run in the browser and call the API: the demo shop and the console of the shop's staff. */
@NullMarked
package io.ordergate.page.app;

import org.jspecify.annotations.NullMarked;
