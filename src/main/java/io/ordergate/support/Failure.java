package io.ordergate.support;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal on purpose: a code, words for the caller, and facts to go with it. It knows no HTTP and has no stack trace. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One field of a body and what is wrong with it. */
    public record FieldError(String field, String message) {}

    private final ProblemCode code;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> facts;
    private final transient Map<String, String> headers;
    private final transient @Nullable Duration retryAfter;

    private Failure(
            ProblemCode code,
            String detail,
            List<FieldError> errors,
            Map<String, Object> facts,
            Map<String, String> headers,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = errors;
        this.facts = facts;
        this.headers = headers;
        this.retryAfter = retryAfter;
    }

    /** A refusal; {@code detail} is shown to the caller, so it holds no secret and no phone number. */
    public static Failure of(ProblemCode code, String detail) {
        return new Failure(code, detail, List.of(), Map.of(), Map.of(), null);
    }

    /** A refusal in the words that the code's own advice has. */
    public static Failure of(ProblemCode code) {
        return of(code, code.advice());
    }

    /** One field of the request is wrong. */
    public static Failure field(String field, String message) {
        return fields(List.of(new FieldError(field, message)));
    }

    /** These fields of the request are wrong. */
    public static Failure fields(List<FieldError> errors) {
        var names = String.join(", ", errors.stream().map(FieldError::field).toList());
        return new Failure(
                ProblemCode.INVALID_REQUEST, "Correct these fields: " + names, errors, Map.of(), Map.of(), null);
    }

    /** The same refusal, about this field of the request. */
    public Failure about(String field, String message) {
        return new Failure(code, detail(), List.of(new FieldError(field, message)), facts, headers, retryAfter);
    }

    /** The same refusal with one more fact in its answer. */
    public Failure with(String name, Object value) {
        var more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Failure(code, detail(), errors, more, headers, retryAfter);
    }

    /** The same refusal with one more response header. */
    public Failure header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Failure(code, detail(), errors, facts, more, retryAfter);
    }

    /** The same refusal, speaking of these fields. */
    public Failure withFields(List<FieldError> fields) {
        var named = fields(fields);
        return new Failure(
                code,
                code == ProblemCode.INVALID_REQUEST ? named.detail() : detail(),
                fields,
                facts,
                headers,
                retryAfter);
    }

    /** The same refusal, worth another try after this time. */
    public Failure retryAfter(Duration wait) {
        return new Failure(code, detail(), errors, facts, headers, wait);
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        var message = getMessage();
        return message == null ? code.advice() : message;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, Object> facts() {
        return facts;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
