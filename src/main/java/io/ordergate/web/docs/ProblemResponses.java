package io.ordergate.web.docs;

import io.ordergate.support.ProblemCode;
import io.ordergate.web.problem.ProblemHandler;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The refusals in a document of the contract: its pieces name codes only; status, headers, words and examples follow
 * from {@link ProblemCode}.
 */
class ProblemResponses {

    /** The codes whose answers say in Retry-After how long to wait. */
    private static final Set<ProblemCode> WAITING = EnumSet.of(
            ProblemCode.PHONE_JUST_CHANGED,
            ProblemCode.TOO_MANY_ATTEMPTS,
            ProblemCode.REQUEST_IN_PROGRESS,
            ProblemCode.PAYMENT_IN_PROGRESS,
            ProblemCode.TOO_MANY_REQUESTS,
            ProblemCode.SMS_UNAVAILABLE,
            ProblemCode.PAYMENT_UNAVAILABLE,
            ProblemCode.SERVICE_UNAVAILABLE);

    /** The codes whose answers tell of no limit, also where there is one. */
    private static final Set<ProblemCode> UNLIMITED = EnumSet.of(
            ProblemCode.UNAUTHENTICATED,
            ProblemCode.INVALID_TOKEN,
            ProblemCode.NOT_FOUND,
            ProblemCode.REQUEST_IN_PROGRESS);

    private static final String SOME_ID = "019cebae-63a2-7c4e-8f3a-5b1d0c92e7a4";
    private static final String CODES = "x-problems";

    private final ObjectNode components;
    private final Set<String> rateLimited = new HashSet<>();
    private final Map<ProblemCode, String> paths = new EnumMap<>(ProblemCode.class);

    ProblemResponses(ObjectNode components) {
        this.components = components;
    }

    /** Gives an operation the refusals that it names, and what every call has: its id, 500 and any other refusal. */
    void addTo(ObjectNode operation, String path) {
        operation.withArray("parameters").addObject().put("$ref", "#/components/parameters/RequestId");
        var responses = operation.withObject("responses");
        responses.forEach(ProblemResponses::nameRequest);
        var limited = responses.valueStream().anyMatch(response -> response.path("headers")
                .has("RateLimit"));
        var named = texts(operation.remove(CODES));
        for (var name : named) {
            var codes = codes(components.at("/responses/" + name + "/" + CODES));
            refer(responses, Integer.toString(status(name, codes)), name);
            codes.forEach(code -> paths.putIfAbsent(code, path));
            if (limited && !UNLIMITED.containsAll(codes)) {
                rateLimited.add(name);
            }
        }
        if (named.contains("TokenRequired") && !responses.has("403")) {
            refer(responses, "403", "SecondFactorMissing"); // staff are refused everywhere until they have proven it
        }
        texts(operation.remove("x-refused")).forEach(status -> refer(responses, status, "Refused"));
        if (!responses.has("500")) {
            refer(responses, "500", "InternalError");
        }
        refer(responses, "default", "Problem");
    }

    /** Writes the answers that the operations refer to, an example of each code, and the list of codes. */
    void write() {
        components.withObject("responses").forEachEntry((name, response) -> {
            if (response.has(CODES)) {
                write(name, (ObjectNode) response);
            }
            nameRequest(response);
        });
        var names = components.withObject("/schemas/Problem/properties/code").withArray("enum");
        for (var code : ProblemCode.values()) {
            names.add(code.code());
            addExample(code);
        }
    }

    private void write(String name, ObjectNode response) {
        var codes = withOrigin(codes(response.remove(CODES)));
        var lead = response.path("description").asString("").strip();
        var list = codes.stream()
                .map(code -> "- `" + code.code() + "`: " + code.advice() + "\n")
                .collect(Collectors.joining());
        response.put("description", lead.isEmpty() ? list : lead + "\n\n" + list);
        var status = status(name, codes);
        var headers = new TreeSet<String>();
        if (rateLimited.contains(name)) {
            headers.addAll(Set.of("RateLimit", "RateLimit-Policy"));
        }
        if (status == 401) {
            headers.add("WWW-Authenticate");
        }
        if (status == 415) {
            headers.add("Accept");
        }
        headers.forEach(header -> addHeader(response, header, header.replace("-", "")));
        if (codes.stream().anyMatch(WAITING::contains)) {
            addHeader(response, "Retry-After", WAITING.containsAll(codes) ? "RetryAfter" : "RetryAfterIfAny");
        }
        var media = response.withObject("content").putObject("application/problem+json");
        media.putObject("schema").put("$ref", "#/components/schemas/Problem");
        codes.forEach(code -> media.withObject("examples")
                .putObject(code.code())
                .put("$ref", "#/components/examples/" + code.code()));
    }

    /** Whatever a page calls, its origin may be refused. */
    private static List<ProblemCode> withOrigin(List<ProblemCode> codes) {
        var isForbidden = ProblemHandler.statusOf(codes.get(0).kind()) == HttpStatus.FORBIDDEN;
        return isForbidden && !codes.contains(ProblemCode.ORIGIN_REFUSED)
                ? Stream.concat(codes.stream(), Stream.of(ProblemCode.ORIGIN_REFUSED))
                        .toList()
                : codes;
    }

    private void addExample(ProblemCode code) {
        var example = components.withObject("examples").putObject(code.code());
        var value = example.put("summary", code.title()).putObject("value");
        value.put("type", "/problems/" + code.code())
                .put("title", code.title())
                .put("status", ProblemHandler.statusOf(code.kind()).value())
                .put("detail", code.advice())
                .put("instance", paths.getOrDefault(code, "/").replaceAll("\\{\\w+}", SOME_ID))
                .put("code", code.code());
        switch (code) {
            case INVALID_REQUEST -> addError(value, "items[0].unit_price", "must not be null");
            case INVALID_PHONE ->
                addError(value, "phone_number", "must be one phone number, without letters behind its first digit");
            case WRONG_CODE -> value.put("attempts_remaining", 2);
            case SECOND_FACTOR_REQUIRED, FRESH_SECOND_FACTOR_REQUIRED ->
                value.putArray("methods").add("totp").add("recovery_code");
            default -> {
                // nothing but what every problem has
            }
        }
        value.put("request_id", SOME_ID);
    }

    private static void addError(ObjectNode value, String field, String message) {
        value.putArray("errors").addObject().put("field", field).put("message", message);
    }

    private static void nameRequest(JsonNode response) {
        if (response instanceof ObjectNode object && !object.has("$ref")) {
            addHeader(object, "X-Request-Id", "RequestId");
        }
    }

    private static void addHeader(ObjectNode response, String header, String component) {
        response.withObject("headers").putObject(header).put("$ref", "#/components/headers/" + component);
    }

    private static void refer(ObjectNode responses, String status, String name) {
        if (responses.has(status)) {
            throw new IllegalStateException("An operation has " + status + " and also " + name);
        }
        responses.putObject(status).put("$ref", "#/components/responses/" + name);
    }

    private static int status(String name, List<ProblemCode> codes) {
        var all = codes.stream()
                .map(code -> ProblemHandler.statusOf(code.kind()).value())
                .distinct()
                .toList();
        if (all.size() != 1) {
            throw new IllegalStateException("The codes of " + name + " have the statuses " + all);
        }
        return all.get(0);
    }

    private static List<ProblemCode> codes(JsonNode names) {
        return texts(names).stream()
                .map(name -> ProblemCode.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }

    private static List<String> texts(@Nullable JsonNode list) {
        return list == null
                ? List.of()
                : list.valueStream().map(JsonNode::asString).toList();
    }
}
