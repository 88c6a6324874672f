package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import java.util.HashMap;
import java.util.Map;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/** The names that a client has sent for fields which have several, so that a refusal speaks of the field that was sent. */
public final class SentNames {

    private static final String ATTRIBUTE = SentNames.class.getName();

    private SentNames() {}

    /** Remembers that this client calls {@code items[0].unit_price}, say, {@code amount}. */
    public static void put(ServerRequest request, Map<String, String> names) {
        if (!names.isEmpty()) {
            var all = new HashMap<>(of(request.exchange()));
            all.putAll(names);
            request.exchange().getAttributes().put(ATTRIBUTE, Map.copyOf(all));
        }
    }

    /** The refusal in the client's own names. */
    public static Failure in(ServerWebExchange exchange, Failure failure) {
        var names = of(exchange);
        return names.isEmpty() || failure.errors().isEmpty()
                ? failure
                : failure.withFields(failure.errors().stream()
                        .map(error -> new FieldError(sent(error.field(), names), error.message()))
                        .toList());
    }

    private static Map<String, String> of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, Map.of());
    }

    /** The name of the field itself, or else that of the field that it is in. */
    private static String sent(String field, Map<String, String> names) {
        for (var end = field.length();
                end > 0;
                end = Math.max(field.lastIndexOf('.', end - 1), field.lastIndexOf('[', end - 1))) {
            var name = names.get(field.substring(0, end));
            if (name != null) {
                return name + field.substring(end);
            }
        }
        return field;
    }
}
