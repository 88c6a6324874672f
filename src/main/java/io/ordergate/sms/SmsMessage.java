package io.ordergate.sms;

import io.ordergate.support.PhoneNumber;

/** One text to one phone. It may hold a code, so it shows itself without its words. */
public record SmsMessage(PhoneNumber to, String text) {

    @Override
    public String toString() {
        return "SmsMessage[to=" + to.masked() + "]";
    }
}
