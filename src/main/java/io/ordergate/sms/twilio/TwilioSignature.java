package io.ordergate.sms.twilio;

import io.ordergate.support.secret.Sensitive;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code X-Twilio-Signature}: an HMAC over the URL that Twilio called and every parameter, keyed with the auth token. */
record TwilioSignature(Sensitive authToken) {

    private static final String HMAC = "HmacSHA1";

    /** Loads the classes for signing at the start, not on an event loop. */
    static void prepare() {
        new TwilioSignature(Sensitive.of("-")).of("", Map.of());
    }

    /** Whether the signature is that of this call, with or without a default port, which proxies add and remove. */
    boolean matches(String signature, String url, Map<String, String> parameters) {
        return !authToken.value().isEmpty()
                && Stream.of(url, withPort(url), withoutPort(url))
                        .anyMatch(form -> MessageDigest.isEqual(
                                of(form, parameters).getBytes(StandardCharsets.UTF_8),
                                signature.getBytes(StandardCharsets.UTF_8)));
    }

    String of(String url, Map<String, String> parameters) {
        var signed = new StringBuilder(url);
        new TreeMap<>(parameters).forEach((name, value) -> signed.append(name).append(value));
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(authToken.value().getBytes(StandardCharsets.UTF_8), HMAC));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }

    private static String withPort(String url) {
        var uri = URI.create(url);
        return uri.getPort() < 0 ? replaced(url, uri, uri.getAuthority() + ":" + defaultPort(uri)) : url;
    }

    private static String withoutPort(String url) {
        var uri = URI.create(url);
        return uri.getPort() == defaultPort(uri) ? replaced(url, uri, uri.getHost()) : url;
    }

    private static String replaced(String url, URI uri, String authority) {
        return url.replaceFirst("//" + Pattern.quote(uri.getAuthority()), Matcher.quoteReplacement("//" + authority));
    }

    private static int defaultPort(URI uri) {
        return "http".equals(uri.getScheme()) ? 80 : 443;
    }
}
