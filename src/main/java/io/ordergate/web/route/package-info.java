/** The index of routes: what is served, and what is public. */
@NullMarked
package io.ordergate.web.route;

import org.jspecify.annotations.NullMarked;
