package io.ordergate.start;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Distinguishes secrets that a person has made up, or copied from a tutorial, from those of a generator. */
final class SecretChecks {

    /**
     * The least entropy of a key in bits. The estimate of 128 random bits in hexadecimal is sometimes a little lower than
     * 128.
     */
    static final int KEY_BITS = 80;

    private static final double LN2 = Math.log(2);

    /** Parts of secrets in documentation, samples and templates, in small letters and without punctuation. */
    private static final List<String> KNOWN = List.of(
            "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", // FastAPI's tutorial
            "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970", // tutorials of Spring Security and JWT
            "5367566b59703373367639792f423f4528482b4d6251655468576d5a71347437",
            "3cfa76ef14937c1c0ea519f8fc057a80fcd04a7420f8e8bcd0a7567c272e007b",
            "xn2r5u8xadgkbpeshvmyq3t6v9yb",
            "djangoinsecure",
            "changeme",
            "changethis",
            "changeit",
            "pleasechange",
            "replaceme",
            "replacethis",
            "replacewith",
            "yoursecret",
            "yoursuper",
            "your256bit",
            "256bitsecret",
            "atleast256bits",
            "atleast32",
            "32characters",
            "yourkey",
            "yourjwt",
            "yourown",
            "yourrandom",
            "mysecret",
            "mysupersecret",
            "myprecious",
            "supersecret",
            "topsecret",
            "secretkey",
            "secretstring",
            "jwtsecret",
            "thisisa",
            "thisisthe",
            "keyboardcat",
            "donotuse",
            "notforproduction",
            "unsafe",
            "insecure",
            "placeholder",
            "example",
            "default",
            "password",
            "passw0rd",
            "letmein",
            "qwertyuiop",
            "asdfghjkl",
            "correcthorsebattery",
            "3141592653",
            "loremipsum",
            "todo",
            "xxxxxx",
            "devsecret",
            "developmentsecret",
            "testsecret",
            "localsecret",
            "ordergatesecret");

    private SecretChecks() {}

    /** The weakness of a secret that needs so many bits; empty without one. The secret is not repeated. */
    static String weakness(String secret, int bits) {
        var letters = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (KNOWN.stream().anyMatch(letters::contains)) {
            return "comes from a tutorial or a template";
        }
        if (isRepeated(secret)) {
            return "repeats itself";
        }
        if (isSequence(secret) || entropy(secret) < bits) {
            return "can be guessed";
        }
        return "";
    }

    /** Whether the secret repeats one piece of at most half its length; the last repetition may be cut. */
    private static boolean isRepeated(String secret) {
        for (var length = 1; length <= secret.length() / 2; length++) {
            var piece = secret.substring(0, length);
            if (piece.repeat(secret.length() / length + 1).startsWith(secret)) {
                return true;
            }
        }
        return false;
    }

    /** Whether most steps are equal and go to the same or a neighbouring character, as in {@code 0123456789abcdef}. */
    private static boolean isSequence(String secret) {
        var steps = 0;
        for (var place = 2; place < secret.length(); place++) {
            var step = secret.charAt(place) - secret.charAt(place - 1);
            if (Math.abs(step) <= 1 && step == secret.charAt(place - 1) - secret.charAt(place - 2)) {
                steps++;
            }
        }
        return steps * 2 > secret.length();
    }

    /** The entropy of the whole secret in bits, by the frequency of each character (Shannon). */
    private static double entropy(String secret) {
        var counts = secret.chars().boxed().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        var length = (double) secret.length();
        return counts.values().stream()
                .mapToDouble(count -> -count * Math.log(count / length) / LN2)
                .sum();
    }
}
