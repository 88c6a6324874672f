package io.ordergate.sms;

import io.ordergate.support.phone.PhoneNumber;

/**
 * Somebody asks for a text.
 *
 * @param purpose what it is for, such as {@code order}
 * @param address the client that asks, empty when nobody waits for it
 */
public record SmsRequest(PhoneNumber to, String purpose, String address) {}
