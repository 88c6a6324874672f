/** The HTTP server: connections, heads of requests, limits. */
@NullMarked
package io.ordergate.web.server;

import org.jspecify.annotations.NullMarked;
