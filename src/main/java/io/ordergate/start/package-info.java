/** The start: settings, secrets and addresses are checked before anything runs; a refused start is one line. */
@NullMarked
package io.ordergate.start;

import org.jspecify.annotations.NullMarked;
