/** Keys, digests and ids. */
@NullMarked
package io.ordergate.support.secret;

import org.jspecify.annotations.NullMarked;
