package io.ordergate.sms.journal;

import io.ordergate.sms.SmsMessage;

/** Somebody who wants to see what the console provider sent. */
public interface SentTexts {

    void add(SmsMessage message);
}
