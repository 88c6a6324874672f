/** Starts that are refused are told in one line: settings, secrets and addresses are looked at before anything runs. */
@NullMarked
package io.ordergate.start;

import org.jspecify.annotations.NullMarked;
