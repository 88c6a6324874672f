package io.ordergate.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the page says about a payment that was just begun, or was not. */
enum Note {
    /** Another call begins a payment. */
    WAIT,
    FAILED,
    /** The customer confirms the payment on the phone. */
    PHONE;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Note> of(String id) {
        return Arrays.stream(values()).filter(note -> note.id().equals(id)).findFirst();
    }
}
