package io.ordergate.web.request;

import java.util.UUID;
import org.springframework.web.reactive.function.server.ServerRequest;

/** UUIDs in paths. Anything else in their place is a path that nobody serves: 404. */
public final class PathIds {

    /** The place of the id that a path is about, for a route's pattern. */
    public static final String ID = place("id");

    private PathIds() {}

    /** The place of an id of this name. */
    public static String place(String name) {
        return "{" + name + ":[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}";
    }

    /** What stands at {@link #ID}. */
    public static UUID of(ServerRequest request) {
        return of(request, "id");
    }

    /** What stands at the place of this name. */
    public static UUID of(ServerRequest request, String name) {
        return UUID.fromString(request.pathVariable(name));
    }
}
