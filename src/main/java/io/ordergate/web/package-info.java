/** What HTTP requests share: request bodies, problem details, security, CORS, request ids, documentation. */
@NullMarked
package io.ordergate.web;

import org.jspecify.annotations.NullMarked;
