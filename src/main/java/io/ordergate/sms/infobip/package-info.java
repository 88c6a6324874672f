/** Infobip: sender, managed codes and delivery reports. */
@NullMarked
package io.ordergate.sms.infobip;

import org.jspecify.annotations.NullMarked;
