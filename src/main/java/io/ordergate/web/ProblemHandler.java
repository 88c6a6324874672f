package io.ordergate.web;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.RequestLog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The only class that turns an error into HTTP (RFC 9457). Ordered before Spring Boot's own handler, which has -1. */
@Component
@Order(-2)
class ProblemHandler implements WebExceptionHandler, ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    private final Problems problems;
    private final JsonMapper json;

    ProblemHandler(Problems problems, JsonMapper json) {
        this.problems = problems;
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        var failure = SentNames.in(exchange, problems.of(error, exchange));
        var status = statusOf(failure.code().kind());
        RequestLog.write(RequestIds.of(exchange), () -> note(status, failure, error));
        return answer(exchange, failure, status);
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException error) {
        return handle(exchange, error);
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
        return handle(exchange, (Throwable) denied);
    }

    private Mono<Void> answer(ServerWebExchange exchange, Failure failure, HttpStatus status) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        var headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        failure.headers().forEach(headers::set);
        if (status == HttpStatus.UNAUTHORIZED && headers.getFirst(HttpHeaders.WWW_AUTHENTICATE) == null) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer"); // RFC 9110 section 11.6.1 asks for it on every 401
        }
        var wait = failure.retryAfter();
        if (wait != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
        }
        var body = response.bufferFactory().wrap(json.writeValueAsBytes(body(exchange, failure, status)));
        headers.setContentLength(body.readableByteCount());
        return response.writeWith(Mono.just(body));
    }

    private static Map<String, Object> body(ServerWebExchange exchange, Failure failure, HttpStatus status) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "/problems/" + failure.code().code());
        body.put("title", failure.code().title());
        body.put("status", status.value());
        body.put("detail", failure.detail());
        body.put("instance", exchange.getRequest().getPath().value());
        body.put("code", failure.code().code());
        if (!failure.errors().isEmpty()) {
            body.put("errors", failure.errors());
        }
        body.putAll(failure.facts());
        body.put(RequestLog.REQUEST_ID, RequestIds.of(exchange));
        return body;
    }

    private static void note(HttpStatus status, Failure failure, Throwable error) {
        if (failure.code() == ProblemCode.INTERNAL_ERROR) {
            log.error("A request failed", error);
        } else if (status.is5xxServerError()) {
            log.warn("A request was refused: {} ({})", failure.code().code(), error.toString());
        }
    }

    static HttpStatus statusOf(ProblemCode.Kind kind) {
        return switch (kind) { // no default: a new kind must not compile until it has a status
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case PRECONDITION -> HttpStatus.PRECONDITION_FAILED;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case TIMEOUT -> HttpStatus.REQUEST_TIMEOUT;
            case TOO_LARGE -> HttpStatus.valueOf(413);
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case UNPROCESSABLE -> HttpStatus.valueOf(422);
            case THROTTLED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case BUG -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
