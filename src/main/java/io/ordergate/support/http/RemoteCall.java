package io.ordergate.support.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call of another server.
 *
 * @param name what the call is, in logs and meters
 * @param body empty for none
 */
public record RemoteCall(String name, HttpMethod method, String url, Map<String, String> headers, String body) {

    private static final String ACCEPT = "Accept";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";

    public RemoteCall {
        var named = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        named.putAll(headers);
        headers = Collections.unmodifiableMap(named);
    }

    /** Asks for JSON. */
    public static RemoteCall get(String name, String url) {
        return new RemoteCall(name, HttpMethod.GET, url, Map.of(ACCEPT, JSON), "");
    }

    /** Posts JSON and asks for JSON. */
    public static RemoteCall post(String name, String url, String json) {
        return post(name, url, JSON, json).with(ACCEPT, JSON);
    }

    public static RemoteCall post(String name, String url, String type, String body) {
        return new RemoteCall(name, HttpMethod.POST, url, Map.of(CONTENT_TYPE, type), body);
    }

    /** The same call with this header. */
    public RemoteCall with(String header, String value) {
        return with(Map.of(header, value));
    }

    /** The same call with these headers. */
    public RemoteCall with(Map<String, String> more) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new RemoteCall(name, method, url, all, body);
    }

    @Override
    public String toString() {
        return "RemoteCall[" + name + "]";
    }
}
