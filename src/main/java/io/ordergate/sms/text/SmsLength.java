package io.ordergate.sms.text;

import java.util.BitSet;

/** The encoding of a text and the number of its segments, each of which is paid for (3GPP TS 23.038, 23.040). */
public record SmsLength(String encoding, int segments) {

    private static final String GSM7 = "gsm7";
    private static final String UCS2 = "ucs2";
    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /** Characters of two places, which are never split between segments. */
    private static final String EXTENDED = "\f^{}\\[~]|€";

    private static final BitSet ALPHABET = new BitSet();

    static {
        (BASIC + EXTENDED).chars().forEach(ALPHABET::set);
    }

    private static final int GSM7_ALONE = 160;
    private static final int GSM7_OF_MANY = 153;
    private static final int UCS2_ALONE = 70;
    private static final int UCS2_OF_MANY = 67;

    public static SmsLength of(String text) {
        return isGsm7(text)
                ? new SmsLength(GSM7, parts(text, true, GSM7_ALONE, GSM7_OF_MANY))
                : new SmsLength(UCS2, parts(text, false, UCS2_ALONE, UCS2_OF_MANY));
    }

    /** Whether every character of the text is in the alphabet of GSM-7. */
    static boolean isGsm7(CharSequence text) {
        for (var index = 0; index < text.length(); index++) {
            if (!ALPHABET.get(text.charAt(index))) {
                return false;
            }
        }
        return true;
    }

    private static int parts(String text, boolean gsm7, int alone, int ofMany) {
        var total = 0;
        var parts = 1;
        var used = 0;
        for (var index = 0; index < text.length(); index++) {
            var width = width(text, index, gsm7);
            total += width;
            if (used + width > ofMany) {
                parts++;
                used = 0;
            }
            used += width;
            index += !gsm7 && width == 2 ? 1 : 0;
        }
        return total <= alone ? 1 : parts;
    }

    private static int width(String text, int index, boolean gsm7) {
        var two = gsm7
                ? EXTENDED.indexOf(text.charAt(index)) >= 0
                : Character.isHighSurrogate(text.charAt(index)) && index + 1 < text.length();
        return two ? 2 : 1;
    }
}
