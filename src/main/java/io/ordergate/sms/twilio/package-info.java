/** Twilio: sender, managed codes and delivery reports. */
@NullMarked
package io.ordergate.sms.twilio;

import org.jspecify.annotations.NullMarked;
