/** The paths and shapes of the five services that this one replaces: translation, and nothing else. */
@NullMarked
package io.ordergate.dialect;

import org.jspecify.annotations.NullMarked;
