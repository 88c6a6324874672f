/** The guard: limits what texts may cost, and shows staff the statistics of texts. */
@NullMarked
package io.ordergate.sms.guard;

import org.jspecify.annotations.NullMarked;
