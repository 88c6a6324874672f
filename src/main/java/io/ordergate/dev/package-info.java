/** Only on a developer's machine: an embedded PostgreSQL and the inbox of the last texts. */
@NullMarked
package io.ordergate.dev;

import org.jspecify.annotations.NullMarked;
