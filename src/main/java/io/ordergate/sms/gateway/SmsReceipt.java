package io.ordergate.sms.gateway;

/** Which provider took a text, and under which id. */
public record SmsReceipt(String provider, String messageId) {}
