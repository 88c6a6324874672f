package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.web.request.Blanks;
import io.ordergate.web.request.PlainText;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How a shipped order travels, as staff say. The number is short enough for a text and cannot look like a link.
 *
 * @param trackingUrl where the customer sees how far the parcel is
 */
public record Parcel(
        @Size(max = 40) @PlainText @Nullable String carrier,

        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9 _/-]{0,39}|\\s*",
                message = "must be up to 40 letters and digits, with blanks, - _ and / between")
        @Nullable
        String trackingNumber,

        @Nullable String trackingUrl) {

    /** Nothing is known of a parcel. */
    public static final Parcel NONE = new Parcel(null, null, null);

    private static final int LONGEST_URL = 300;
    private static final String UNSAFE = "\"'<>\\^`{|}";

    public Parcel {
        carrier = Blanks.stripToNull(carrier);
        trackingNumber = Blanks.stripToNull(trackingNumber);
        trackingUrl = Blanks.stripToNull(trackingUrl);
    }

    /** Checks the address, which customers get by text. Errors: {@code invalid-request}, with the field's name after this prefix. */
    public Parcel requireSafe(String prefix) {
        if (trackingUrl != null && !isSafe(trackingUrl)) {
            throw Failure.field(
                    prefix + "tracking_url",
                    "must be an address with https://, a host name and at most " + LONGEST_URL + " ASCII characters");
        }
        return this;
    }

    private static boolean isSafe(String url) {
        if (url.length() > LONGEST_URL || !url.chars().allMatch(Parcel::isSafe)) {
            return false;
        }
        try {
            var uri = new URI(url);
            var host = uri.getHost();
            return "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && host != null
                    && host.matches(".+\\.[A-Za-z][A-Za-z0-9-]*[.]?");
        } catch (URISyntaxException noAddress) {
            return false;
        }
    }

    private static boolean isSafe(int character) {
        return character > ' ' && character < 0x7f && UNSAFE.indexOf(character) < 0;
    }
}
