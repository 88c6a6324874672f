/** Who calls, from where, and what each role may do. */
@NullMarked
package io.ordergate.web.security;

import org.jspecify.annotations.NullMarked;
