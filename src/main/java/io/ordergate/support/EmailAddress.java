package io.ordergate.support;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address in the one form in which it is stored, and the key by which two of them are compared.
 *
 * <p>The form is Unicode's NFC; the domain is in its Unicode form and lower case (RFC 5890). Two addresses are the same when
 * their forms differ in nothing but the case of ASCII letters: no other letter is folded, so that a letter which only looks
 * like another one, such as the KELVIN SIGN, opens nobody's account.
 *
 * @param value the address as it is shown, at most 254 characters (RFC 5321)
 */
public record EmailAddress(String value) {

    private static final int LONGEST = 254;
    private static final int LONGEST_READ = 1_000;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*");
    private static final Pattern DOT = Pattern.compile("[.\u3002\uFF0E\uFF61]");
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    /** Reads an address; null for what is none: blanks, invisible characters or a domain in disguise make no address. */
    public static @Nullable EmailAddress read(@Nullable String text) {
        if (text == null || text.length() > LONGEST_READ) {
            return null;
        }
        if (text.codePoints().anyMatch(EmailAddress::hidesAscii)) {
            return null;
        }
        var plain = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        var at = plain.lastIndexOf('@');
        var local = plain.substring(0, Math.max(at, 0));
        var domain = at < 0 ? null : domain(plain.substring(at + 1));
        return domain == null || !isLocalPart(local) || local.length() + 1 + domain.length() > LONGEST
                ? null
                : new EmailAddress(local + '@' + domain);
    }

    /** The form that is stored, or the text itself where it is no address. */
    public static @Nullable String canonical(@Nullable String text) {
        var address = read(text);
        return address == null ? text : address.value();
    }

    /** The key of a text that somebody types to be recognised, also of one that would not be accepted any more. */
    public static String keyOf(String text) {
        var address = read(text);
        return foldAscii(address == null ? text.strip() : address.value());
    }

    /** What is compared; PostgreSQL makes the same of the stored form ({@code users.email_key}). */
    public String key() {
        return foldAscii(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmailAddress address && keyOf(value).equals(keyOf(address.value));
    }

    @Override
    public int hashCode() {
        return keyOf(value).hashCode();
    }

    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }

    /** NFC turns some signs into ASCII, such as the KELVIN SIGN into K. */
    private static boolean hidesAscii(int point) {
        return point > 127
                && Normalizer.normalize(Character.toString(point), Normalizer.Form.NFC)
                                .charAt(0)
                        < 128;
    }

    private static boolean isLocalPart(String text) {
        return text.length() <= LONGEST_LOCAL_PART && LOCAL_PART.matcher(text).matches();
    }

    /** The domain in Unicode; null for none, and for one whose letters turn into plain ASCII: it hides another domain. */
    private static @Nullable String domain(String text) {
        var labels = DOT.split(text, -1);
        for (var index = 0; index < labels.length; index++) {
            var label = domainLabel(labels[index]);
            if (label == null) {
                return null;
            }
            labels[index] = label;
        }
        return String.join(".", labels);
    }

    private static @Nullable String domainLabel(String text) {
        try {
            var ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED)
                    .toLowerCase(Locale.ROOT);
            var disguised = !ASCII.matcher(text).matches() && !ascii.startsWith("xn--");
            return ascii.isEmpty() || disguised ? null : IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException noLabel) {
            return null;
        }
    }

    private static String foldAscii(String text) {
        var folded = text.toCharArray();
        for (var index = 0; index < folded.length; index++) {
            var letter = folded[index];
            folded[index] = letter >= 'A' && letter <= 'Z' ? (char) (letter + ('a' - 'A')) : letter;
        }
        return new String(folded);
    }
}
