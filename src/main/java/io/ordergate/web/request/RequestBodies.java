package io.ordergate.web.request;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.groups.Default;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON bodies, strictly, and says everything that is wrong with them at once. */
@Component
public class RequestBodies {

    /** What a validator calls a thing in a list or a set, behind the name of the field. */
    private static final Pattern ELEMENT = Pattern.compile("(\\[])?\\.<\\w+ element>");

    private final Validator validator;
    private final JsonMapper json;
    private final Map<Class<?>, BodyShape> shapes = new ConcurrentHashMap<>();

    RequestBodies(Validator validator, JsonMapper json) {
        this.validator = validator;
        this.json = json.rebuild().addModule(new PlainScalars()).build();
    }

    /** To be called for each type at the start: its reader and its rules are built under locks, which no event loop may wait for. */
    public void prepare(Class<?>... types) {
        for (var type : types) {
            json.readerFor(type);
            validator.getConstraintsForClass(type);
            shapes.put(type, BodyShape.of(type));
        }
    }

    /**
     * The body, well formed and valid. Errors: {@code malformed-json}, {@code invalid-request} with every field,
     * {@code unsupported-media-type}, {@code body-too-large}.
     */
    public <T> Mono<T> read(ServerRequest request, Class<T> type) {
        return any(request, type).switchIfEmpty(empty());
    }

    /** The same for a call that needs no body; then it is this one. */
    public <T> Mono<T> read(ServerRequest request, Class<T> type, T absent) {
        return any(request, type).defaultIfEmpty(absent);
    }

    /** A body that keeps the constraints of this group, too. Errors: as for any body. */
    public <T> Mono<T> read(ServerRequest request, Class<T> type, Class<?> group) {
        return any(request, type, Default.class, group).switchIfEmpty(empty());
    }

    /** The bytes of a body as they came, such as a signature covers them; at most this many. Errors: {@code body-too-large}. */
    public static Mono<byte[]> raw(ServerRequest request, int longest) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), longest)
                .map(RequestBodies::bytes)
                .defaultIfEmpty(new byte[0]);
    }

    /** The body of these bytes, which the caller has read. Errors: as for any body. */
    public <T> T parse(ServerRequest request, byte[] body, Class<T> type) {
        return parse(request, JsonMedia.of(request).text(body), type);
    }

    /** The body of this JSON, which the caller has made of something else. Errors: as for any body. */
    public <T> T parse(ServerRequest request, String text, Class<T> type) {
        var body = parsed(request, text, type, Default.class);
        if (body == null) {
            throw noBody();
        }
        return body;
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private <T> Mono<T> any(ServerRequest request, Class<T> type, Class<?>... groups) {
        return Mono.fromSupplier(() -> JsonMedia.of(request))
                .flatMap(media -> text(request, media))
                .mapNotNull(text -> parsed(request, text, type, groups));
    }

    private static <T> Mono<T> empty() {
        return Mono.error(RequestBodies::noBody);
    }

    private static Failure noBody() {
        return Failure.of(ProblemCode.MALFORMED_JSON, "The body is empty.");
    }

    private static Mono<String> text(ServerRequest request, JsonMedia media) {
        return request.bodyToMono(byte[].class).map(media::text);
    }

    private <T> @Nullable T parsed(ServerRequest request, String text, Class<T> type, Class<?>... groups) {
        try {
            var isThere = names(request, text, type);
            return isThere ? valid(json.readValue(text, type), groups) : null;
        } catch (JacksonException malformed) {
            throw unreadable(malformed);
        }
    }

    /** Whether there is an object, whose names are remembered where they are not the fields' own. */
    private boolean names(ServerRequest request, String text, Class<?> type) {
        try (var parser = json.createParser(text)) {
            var first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                SentNames.put(request, BodyNames.check(parser, shapes.computeIfAbsent(type, BodyShape::of)));
            } else if (first != null) {
                throw Failure.of(ProblemCode.MALFORMED_JSON, "The body is no JSON object.");
            }
            return first == JsonToken.START_OBJECT;
        }
    }

    private <T> T valid(T body, Class<?>... groups) {
        var violations = validator.validate(body, groups);
        if (!violations.isEmpty()) {
            throw Failure.fields(violations.stream()
                    .map(RequestBodies::error)
                    .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                    .toList());
        }
        return body;
    }

    private static FieldError error(ConstraintViolation<?> violation) {
        return new FieldError(snakeCase(violation.getPropertyPath().toString()), violation.getMessage());
    }

    /** A parser's own words quote the body, so they are not passed on; where it stopped is. */
    private static Failure unreadable(JacksonException error) {
        if (!(error instanceof DatabindException mismatch) || mismatch.getPath().isEmpty()) {
            return Failure.of(ProblemCode.MALFORMED_JSON);
        }
        return Failure.field(
                path(mismatch),
                mismatch instanceof PlainScalars.Mismatch words
                        ? words.getOriginalMessage()
                        : "is not of the expected type");
    }

    private static String path(DatabindException mismatch) {
        var path = mismatch.getPath().stream().map(RequestBodies::step).collect(Collectors.joining());
        return snakeCase(path.startsWith(".") ? path.substring(1) : path);
    }

    private static String step(JacksonException.Reference step) {
        return step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName();
    }

    /** The names that clients send; {@code items[0].unitPrice} is {@code items[0].unit_price} to them. */
    private static String snakeCase(String path) {
        return BodyShape.snakeCase(ELEMENT.matcher(path).replaceAll(""));
    }
}
