package io.ordergate.sms.journal;

import io.ordergate.sms.SmsMessage;

/** A listener for the texts of the console provider. */
public interface SentTexts {

    /** Receives a text that was just sent. */
    void add(SmsMessage message);
}
