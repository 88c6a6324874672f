/** Africa's Talking: sender and delivery reports. */
@NullMarked
package io.ordergate.sms.africastalking;

import org.jspecify.annotations.NullMarked;
