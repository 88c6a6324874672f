package io.ordergate.testing;

import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service answered. */
public record Answer(int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** A field of the JSON body as text; empty when it is not there. */
    public String field(String name) {
        return json().path(name).asString("");
    }

    public String header(String name) {
        var value = headers.getFirst(name);
        return value == null ? "" : value;
    }
}
