package io.ordergate.web.request;

import io.ordergate.support.RequestLog;
import io.ordergate.support.secret.Ids;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Gives each request an id that its log lines, its errors and its answer share. */
@Component
public class RequestIds {

    public static final String HEADER = "X-Request-Id";

    /** At least one letter: a client that sends a phone number as its id does not put the number into the log. */
    private static final Pattern ACCEPTED = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9._-]{8,64}");

    private final Ids ids;

    RequestIds(Ids ids) {
        this.ids = ids;
    }

    /** Gives this request the id that the client has sent, or a new one. */
    public String name(ServerWebExchange exchange) {
        var given = exchange.getRequest().getHeaders().getFirst(HEADER);
        var id = given != null && ACCEPTED.matcher(given).matches()
                ? given
                : ids.next().toString();
        exchange.getAttributes().put(RequestLog.REQUEST_ID, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        return id;
    }

    /** The id of this request; empty before one was given. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(RequestLog.REQUEST_ID, "");
    }
}
