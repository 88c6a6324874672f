package io.ordergate.sms;

/** Which provider took a text, and under which id. */
public record SmsReceipt(String provider, String messageId) {}
