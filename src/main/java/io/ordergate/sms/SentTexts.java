package io.ordergate.sms;

/** Somebody who wants to see what the console provider sent. */
public interface SentTexts {

    void add(SmsMessage message);
}
