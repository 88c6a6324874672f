package io.ordergate.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.model.OrderStatus;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of people who are signed in. */
public class SignedIn {

    public static final String ORDERS = "/api/v1/orders";

    private static final JsonMapper JSON = new JsonMapper();

    private final Api api;
    private final Database database;

    public SignedIn(Api api, Database database) {
        this.api = api;
        this.database = database;
    }

    public static Map<String, Object> content(String title, String... more) {
        var content = new LinkedHashMap<String, Object>();
        content.put("customer_name", "Rahim");
        content.put("address", "House 7, Road 3, Dhanmondi, Dhaka");
        content.put("payment_method", "cash_on_delivery");
        content.put("items", List.of(Map.of("title", title, "unit_price", "450.00", "quantity", 2)));
        for (var index = 0; index < more.length; index += 2) {
            content.put(more[index], more[index + 1]);
        }
        return content;
    }

    /** The order that somebody places. */
    public JsonNode place(String token, Map<String, Object> content) {
        var answer = send(HttpMethod.POST, ORDERS, content, token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /** The path of an order that somebody places. */
    public String placed(String token) {
        return path(place(token, content("Lalsalu")));
    }

    /** The path of an order in this status, whatever its way there. */
    public String placed(String token, OrderStatus status) {
        var path = placed(token);
        database.force("update orders set status = $1 where id = $2::uuid", status.id(), id(path));
        return path;
    }

    public static String path(JsonNode order) {
        return ORDERS + "/" + order.path("id").asString();
    }

    public static String id(String path) {
        return path.substring(ORDERS.length() + 1);
    }

    public Answer get(String path, String token) {
        return api.get(path, token);
    }

    public Answer move(String path, OrderStatus target, String token) {
        return send(HttpMethod.PATCH, path + "/status", Map.of("status", target.id()), token);
    }

    public Answer cancel(String path, String token) {
        return Api.answer(calling(HttpMethod.POST, path + "/cancel", "", token, ""));
    }

    public Answer send(HttpMethod method, String path, Object body, String token) {
        return Api.answer(sending(method, path, body, token));
    }

    Mono<Answer> sending(HttpMethod method, String path, Object body, String token) {
        return calling(method, path, JSON.writeValueAsString(body), token, "");
    }

    Answer edit(String path, Map<String, Object> content, String token, String ifMatch) {
        return Api.answer(calling(HttpMethod.PUT, path, JSON.writeValueAsString(content), token, ifMatch));
    }

    public Mono<Answer> calling(HttpMethod method, String path, String body, String token, String ifMatch) {
        return api.call(method, path, body, headers -> {
            headers.setBearerAuth(token);
            if (!body.isEmpty()) {
                headers.setContentType(MediaType.APPLICATION_JSON);
            }
            if (!ifMatch.isEmpty()) {
                headers.set("If-Match", ifMatch);
            }
        });
    }

    /** The history as staff see it. */
    List<JsonNode> history(String path, String token) {
        var answer = get(path + "/history?limit=100", token);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().path("items").valueStream().toList();
    }

    static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }
}
