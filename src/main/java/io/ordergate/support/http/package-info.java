/** The one client for other people's servers: connections, time limits, circuit breakers, meters, bounded answers. */
@NullMarked
package io.ordergate.support.http;

import org.jspecify.annotations.NullMarked;
