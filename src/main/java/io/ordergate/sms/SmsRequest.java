package io.ordergate.sms;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.web.security.ClientAddress;

/**
 * A request for a text, before anything is sent.
 *
 * @param purpose the purpose of the text, such as {@code order}
 * @param address the address of the client, empty where no client waits for the text
 */
public record SmsRequest(PhoneNumber to, String purpose, ClientAddress address) {}
