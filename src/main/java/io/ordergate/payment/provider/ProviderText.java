package io.ordergate.payment.provider;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Cleans texts of providers before they are stored or shown: the database refuses some characters, its indexes refuse long
 * texts, and explanations may quote a customer.
 */
public final class ProviderText {

    private static final int MOST_WORDS = 200;

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern URL = Pattern.compile("https?://[\\x21-\\x7E]{1,2000}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,20}(\\.\\d{1,20})?");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\s]+");
    private static final Pattern PERSONAL = Pattern.compile("\\+?\\d[\\d .-]{5,}\\d|\\S+@\\S+");

    private ProviderText() {}

    /** A name of a payment, a refund or an event; empty when there is none, or none that can be stored. */
    public static String name(JsonNode node) {
        return name(node.asString(""));
    }

    public static String name(String text) {
        var stripped = text.strip();
        return NAME.matcher(stripped).matches() ? stripped : "";
    }

    /** A code; {@code unreadable} for other texts. */
    public static String code(String text) {
        return CODE.matcher(text).matches() ? text : "unreadable";
    }

    /** An ISO 4217 code; empty for other texts. */
    public static String currency(JsonNode node) {
        var text = node.asString("");
        return CURRENCY.matcher(text).matches() ? text : "";
    }

    /** A decimal number; empty for other texts. */
    public static String decimal(JsonNode node) {
        var text = node.asString("").strip();
        return DECIMAL.matcher(text).matches() ? text : "";
    }

    /** The URL of a page; empty for other texts. */
    public static String url(JsonNode node) {
        return url(node.asString(""));
    }

    /** The URL; empty for other texts. */
    public static String url(String text) {
        return URL.matcher(text).matches() ? text : "";
    }

    /** An explanation for staff, without anything that looks like a phone number or an e-mail address. */
    public static String words(String text) {
        var most = text.codePointCount(0, text.length()) > MOST_WORDS
                ? text.substring(0, text.offsetByCodePoints(0, MOST_WORDS))
                : text;
        var printable = UNPRINTABLE.matcher(most).replaceAll(" ").strip();
        return PERSONAL.matcher(printable).replaceAll("(hidden)");
    }
}
