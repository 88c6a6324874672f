package io.ordergate.support;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads what others have sent and may not be JSON: a missing node then, so that looking into it finds nothing. */
public final class LenientJson {

    private static final JsonMapper JSON = new JsonMapper();

    private LenientJson() {}

    public static JsonNode read(byte[] sent) {
        try {
            return JSON.readTree(sent);
        } catch (JacksonException garbage) {
            return MissingNode.getInstance();
        }
    }

    public static JsonNode read(String sent) {
        return read(sent.getBytes(StandardCharsets.UTF_8));
    }
}
