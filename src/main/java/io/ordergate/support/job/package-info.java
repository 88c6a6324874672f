/** Jobs that run again and again, and what is deleted when its time is over. */
@NullMarked
package io.ordergate.support.job;

import org.jspecify.annotations.NullMarked;
