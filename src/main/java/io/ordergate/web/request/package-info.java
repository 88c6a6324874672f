/** Reading requests: bodies, parameters, headers, pages. */
@NullMarked
package io.ordergate.web.request;

import org.jspecify.annotations.NullMarked;
