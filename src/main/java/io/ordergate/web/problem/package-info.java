/** Errors as problem documents (RFC 9457). */
@NullMarked
package io.ordergate.web.problem;

import org.jspecify.annotations.NullMarked;
