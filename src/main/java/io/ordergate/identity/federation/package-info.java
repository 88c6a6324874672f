/** Callers and tokens of other issuers. */
@NullMarked
package io.ordergate.identity.federation;

import org.jspecify.annotations.NullMarked;
