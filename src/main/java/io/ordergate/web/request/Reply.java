package io.ordergate.web.request;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The answer to a call that made something, in a form that can be kept for the call's repeats.
 *
 * @param subjectId the order that it tells of, if any: what is personal in it goes when the order's customer does
 * @param body what becomes JSON, or JSON already
 */
public record Reply(
        int status,
        @Nullable String location,
        @Nullable String etag,
        @Nullable UUID subjectId,
        Object body) {

    private static final int CREATED = 201;

    /** 201 for a new thing at this path. */
    public static Reply created(String location, @Nullable String etag, UUID subjectId, Object body) {
        return new Reply(CREATED, location, etag, subjectId, body);
    }

    public Mono<ServerResponse> response() {
        var response = ServerResponse.status(status).contentType(MediaType.APPLICATION_JSON);
        if (location != null) {
            response.location(URI.create(location));
        }
        if (etag != null) {
            response.eTag(etag);
        }
        return response.bodyValue(body);
    }

    @Override
    public String toString() {
        return "Reply[" + status + "]";
    }
}
