package io.ordergate.web.security;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Pattern;
import reactor.util.context.ContextView;

/**
 * The program that a client calls with, in a few words such as {@code Firefox on Windows}: enough for a person to recognise the
 * own device, and too little to follow it.
 */
public record UserAgent(String value) {

    /** The names of browsers, the ones that pretend to be others first. */
    private static final List<Entry<String, String>> BROWSERS = List.of(
            Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"),
            Map.entry("SamsungBrowser/", "Samsung Internet"),
            Map.entry("Firefox/", "Firefox"),
            Map.entry("FxiOS/", "Firefox"),
            Map.entry("CriOS/", "Chrome"),
            Map.entry("Chrome/", "Chrome"),
            Map.entry("Safari/", "Safari"));

    /** The names of systems. Android says that it is Linux, and an iPad that it is like Mac OS X. */
    private static final List<Entry<String, String>> SYSTEMS = List.of(
            Map.entry("Android", "Android"),
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Windows", "Windows"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Mac OS X", "macOS"),
            Map.entry("Linux", "Linux"));

    /** The name of a program that is no browser, as its header begins. */
    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    /** The program of the request that is being answered; without words outside of requests. */
    public static UserAgent in(ContextView context) {
        return of(ClientAddresses.userAgentIn(context));
    }

    /** The program in a header {@code User-Agent}. */
    static UserAgent of(String header) {
        var browser = first(BROWSERS, header);
        var system = first(SYSTEMS, header);
        if (browser.isEmpty()) {
            var product = PRODUCT.matcher(header);
            return new UserAgent(product.lookingAt() ? product.group() : "");
        }
        return new UserAgent(system.isEmpty() ? browser : browser + " on " + system);
    }

    private static String first(List<Entry<String, String>> names, String header) {
        for (var name : names) {
            if (header.contains(name.getKey())) {
                return name.getValue();
            }
        }
        return "";
    }
}
