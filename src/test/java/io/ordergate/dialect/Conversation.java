package io.ordergate.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A conversation as {@code dialects/README.txt} describes it, and its replay. */
final class Conversation {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+:)?([a-z_0-9]+)}}");

    private final Api api;
    private final Map<String, String> known;

    /** A request and what is expected of its answer. */
    private record Exchange(
            String method, String path, Map<String, String> headers, String body, int status, String answer) {}

    Conversation(Api api, Map<String, String> known) {
        this.api = api;
        this.known = new HashMap<>(known);
    }

    /** Plays the conversation. The result is the number of exchanges. */
    int replay(String text) {
        var exchanges = parse(text);
        exchanges.forEach(this::replay);
        return exchanges.size();
    }

    private void replay(Exchange exchange) {
        var path = filled(exchange.path().replace("={{phone}}", "=%2B{{phone_digits}}"));
        var body = filled(exchange.body());
        var answer = Api.answer(api.call(HttpMethod.valueOf(exchange.method()), path, body, headers -> {
            if (!body.isEmpty()) {
                headers.setContentType(MediaType.APPLICATION_JSON);
            }
            exchange.headers().forEach((name, value) -> headers.set(name, filled(value)));
        }));
        var where = exchange.method() + " " + path + " " + body + "\nanswered " + answer.status() + " " + answer.body();
        assertThat(answer.status()).as(where).isEqualTo(exchange.status());
        if (!exchange.answer().isEmpty()) {
            match(JSON.readTree(filled(exchange.answer())), answer.json(), where);
        }
    }

    private void match(JsonNode expected, JsonNode actual, String where) {
        if (expected.isObject()) {
            assertThat(actual.isObject()).as(where).isTrue();
            expected.forEachEntry((name, value) -> match(value, actual.path(name), where + "\nfield " + name));
        } else if (expected.isArray()) {
            assertThat(actual.isArray()).as(where).isTrue();
            assertThat(actual.size()).as(where).isEqualTo(expected.size());
            for (var index = 0; index < expected.size(); index++) {
                match(expected.get(index), actual.get(index), where + "\nelement " + index);
            }
        } else if (expected.isNumber()) {
            assertThat(actual.isNumber()).as(where).isTrue();
            assertThat(actual.decimalValue()).as(where).isEqualByComparingTo(expected.decimalValue());
        } else if (expected.isString()) {
            matchText(expected.asString(), actual, where);
        } else {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private void matchText(String expected, JsonNode actual, String where) {
        if (expected.equals("-")) {
            assertThat(actual.isMissingNode()).as(where).isTrue();
        } else if (expected.startsWith("*")) {
            assertThat(actual.asString("")).as(where).isNotEmpty();
            known.put(expected.substring(1), actual.asString());
        } else {
            assertThat(actual.isString()).as(where).isTrue();
            assertThat(actual.asString()).as(where).isEqualTo(expected);
        }
    }

    private String filled(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> value(found.group(1), found.group(2)));
    }

    private String value(String kind, String name) {
        var value = known.get(name);
        assertThat(value).as("{{" + name + "}}").isNotNull();
        if (kind == null) {
            return value;
        }
        return kind.equals("code:") ? api.code(value) : Api.wrong(api.code(value));
    }

    private static List<Exchange> parse(String text) {
        var exchanges = new ArrayList<Exchange>();
        for (var part : text.replaceAll("(?m)^#.*\n", "").split("(?m)^> ", -1)) {
            if (!part.isBlank()) {
                exchanges.add(exchange(part));
            }
        }
        return exchanges;
    }

    private static Exchange exchange(String part) {
        var sides = part.split("(?m)^< ", 2);
        var request = sides[0].lines().toList();
        var answer = sides[1].split("\n", 2);
        var headers = new HashMap<String, String>();
        var body = new StringBuilder();
        for (var line : request.subList(1, request.size())) {
            if (body.length() == 0 && line.matches("[A-Za-z-]+: .*")) {
                headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
            } else {
                body.append(line).append('\n');
            }
        }
        var call = request.get(0).split(" ", 2);
        return new Exchange(
                call[0],
                call[1].strip(),
                headers,
                body.toString().strip(),
                Integer.parseInt(answer[0].strip()),
                answer.length > 1 ? answer[1].strip() : "");
    }
}
