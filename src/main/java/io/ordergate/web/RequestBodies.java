package io.ordergate.web;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.codec.autoconfigure.HttpCodecsProperties;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON bodies and says everything that is wrong with them at once. */
@Component
public class RequestBodies {

    private static final Set<String> PLAIN_JSON =
            Set.of("application/json", "application/json;charset=UTF-8", "application/json; charset=utf-8");

    private final Validator validator;
    private final JsonMapper json;
    private final int maxBytes;

    RequestBodies(Validator validator, JsonMapper json, HttpCodecsProperties codecs) {
        this.validator = validator;
        this.json = json;
        this.maxBytes =
                (int) Objects.requireNonNull(codecs.getMaxInMemorySize(), "spring.http.codecs.max-in-memory-size")
                        .toBytes();
    }

    /** To be called for each type at the start: its reader and its rules are built under locks, which no event loop may wait for. */
    public void prepare(Class<?>... types) {
        for (var type : types) {
            json.readerFor(type);
            validator.getConstraintsForClass(type);
        }
    }

    /**
     * The body, well formed and valid. Errors: {@code malformed-json}, {@code invalid-request} with every field,
     * {@code unsupported-media-type}, {@code body-too-large}.
     */
    public <T> Mono<T> read(ServerRequest request, Class<T> type) {
        return any(request, type)
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.MALFORMED_JSON, "The body is empty.")));
    }

    /** The same for a call that needs no body; then it is this one. */
    public <T> Mono<T> read(ServerRequest request, Class<T> type, T absent) {
        return any(request, type).defaultIfEmpty(absent);
    }

    private <T> Mono<T> any(ServerRequest request, Class<T> type) {
        var body = isPlainJson(request)
                ? DataBufferUtils.join(request.exchange().getRequest().getBody(), maxBytes)
                        .mapNotNull(buffer -> parsed(buffer, type))
                : request.bodyToMono(type).map(this::valid);
        return body.onErrorMap(RequestBodies::unreadable);
    }

    /** As nearly all clients send it. Spring asks its readers, each time, which of them knows the type; other types go there. */
    private static boolean isPlainJson(ServerRequest request) {
        var type = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && PLAIN_JSON.contains(type);
    }

    private <T> @Nullable T parsed(DataBuffer buffer, Class<T> type) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        try {
            var body = json.readValue(bytes, type);
            return body == null ? null : valid(body);
        } catch (JacksonException malformed) {
            throw new DecodingException("Malformed JSON", malformed);
        }
    }

    private <T> T valid(T body) {
        var violations = validator.validate(body);
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
    private static Throwable unreadable(Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabindException mismatch
                    && !mismatch.getPath().isEmpty()) {
                return Failure.field(path(mismatch), "is not of the expected type");
            }
        }
        return error instanceof DecodingException || error.getCause() instanceof DecodingException
                ? Failure.of(ProblemCode.MALFORMED_JSON)
                : error;
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
        return path.replace(".<list element>", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
