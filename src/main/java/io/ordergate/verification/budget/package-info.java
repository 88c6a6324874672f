/** What one more text with a code costs its client, its phone and its country. */
@NullMarked
package io.ordergate.verification.budget;

import org.jspecify.annotations.NullMarked;
