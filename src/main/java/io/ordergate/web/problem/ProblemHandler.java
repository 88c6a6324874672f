package io.ordergate.web.problem;

import io.ordergate.support.Failure;
import io.ordergate.support.LogLines;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.RequestLog;
import io.ordergate.web.request.Connections;
import io.ordergate.web.request.RequestIds;
import io.ordergate.web.request.SentNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/** The only class that turns an error into HTTP (RFC 9457). Ordered before Spring Boot's own handler, which has -1. */
@Component
@Order(-2)
public class ProblemHandler implements WebExceptionHandler, ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    /** What nginx writes down for a client that did not wait for its answer. */
    private static final HttpStatusCode GONE = HttpStatusCode.valueOf(499);

    private final Problems problems;
    private final JsonMapper json;
    private final LogLines lines;

    ProblemHandler(Problems problems, JsonMapper json, LogLines lines) {
        this.problems = problems;
        this.json = json;
        this.lines = lines;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (isGone(exchange, error)) {
            exchange.getResponse().setStatusCode(GONE); // counted so, and read by nobody
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            RequestLog.write(RequestIds.of(exchange), () -> lines.error(log, "An answer broke off", error));
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
        headers.remove(HttpHeaders.CONTENT_DISPOSITION); // of the answer that came to nothing
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

    private void note(HttpStatus status, Failure failure, Throwable error) {
        if (failure.code() == ProblemCode.INTERNAL_ERROR) {
            lines.error(log, "A request failed", error);
        } else if (status.is5xxServerError()) {
            var code = failure.code().code();
            lines.warn(log, code, "A request was refused: " + code + " (" + error + ")");
        }
    }

    /** The client has closed the connection: its request cannot be read to its end, or its answer not be written. */
    private static boolean isGone(ServerWebExchange exchange, Throwable error) {
        return (error instanceof AbortedException || error instanceof IOException) && !Connections.isOpen(exchange);
    }

    public static HttpStatus statusOf(ProblemCode.Kind kind) {
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
