/** Limits what texts may cost, and shows staff what they did. */
@NullMarked
package io.ordergate.sms.guard;

import org.jspecify.annotations.NullMarked;
