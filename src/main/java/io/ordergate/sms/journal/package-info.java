/** The record of texts sent and refused. */
@NullMarked
package io.ordergate.sms.journal;

import org.jspecify.annotations.NullMarked;
