package io.ordergate.web.problem;

import io.netty.channel.ChannelException;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.route.RouteIndex;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.server.PathContainer;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.reactive.function.UnsupportedMediaTypeException;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.pool.PoolAcquirePendingLimitException;

/** Translates any error, ours or a framework's, into this API's problem codes. */
@Component
class Problems {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String CHALLENGE = "Bearer";
    private static final String CHALLENGE_INVALID = "Bearer error=\"invalid_token\"";

    private final RouteIndex routes;

    Problems(RouteIndex routes) {
        this.routes = routes;
    }

    /** The refusal that the client sees; {@code internal-error} for everything nobody foresaw. */
    Failure of(Throwable error, ServerWebExchange exchange) {
        if (error instanceof Failure failure) {
            return failure;
        }
        if (error instanceof AuthenticationServiceException
                && NestedExceptionUtils.getRootCause(error) instanceof Failure undecided) {
            return undecided; // nobody could tell whether the token is good
        }
        if (error instanceof AuthenticationException unauthenticated) {
            return unauthenticated(unauthenticated);
        }
        if (error instanceof AccessDeniedException) {
            return Failure.of(ProblemCode.FORBIDDEN);
        }
        if (isOutage(error)) {
            return Failure.of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(SOON);
        }
        var known = framework(error, exchange);
        return known == null ? Failure.of(ProblemCode.INTERNAL_ERROR) : known;
    }

    private @Nullable Failure framework(Throwable error, ServerWebExchange exchange) {
        if (error instanceof UnsupportedMediaTypeStatusException
                || error instanceof UnsupportedMediaTypeException
                || error instanceof InvalidMediaTypeException) {
            return Failure.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE).header(HttpHeaders.ACCEPT, "application/json");
        }
        if (error instanceof ContentTooLargeException || hasCause(error, DataBufferLimitException.class)) {
            return Failure.of(ProblemCode.BODY_TOO_LARGE);
        }
        if (error instanceof MethodNotAllowedException wrong) {
            return notServed(exchange, wrong.getSupportedMethods());
        }
        if (isStatus(error, HttpStatus.NOT_FOUND)) {
            return notServed(exchange, Set.of());
        }
        if (hasCause(
                error, ChannelException.class)) { // the server's own class for a request that takes too long is hidden
            return Failure.of(ProblemCode.REQUEST_TIMEOUT);
        }
        if (error instanceof NotAcceptableStatusException) {
            return Failure.of(ProblemCode.NOT_ACCEPTABLE);
        }
        if (error instanceof ServerWebInputException) {
            return Failure.of(ProblemCode.INVALID_REQUEST);
        }
        return error instanceof ResponseStatusException other
                        && other.getStatusCode().is4xxClientError()
                ? Failure.of(ProblemCode.INVALID_REQUEST)
                : null;
    }

    /** A router knows no 405: a path that is served by another method is told from one that is not served at all. */
    private Failure notServed(ServerWebExchange exchange, Set<HttpMethod> others) {
        var path = exchange.getRequest().getPath().pathWithinApplication().value();
        var methods = new HashSet<>(routes.methods(PathContainer.parsePath(path.replaceFirst("(?<=.)/$", ""))));
        methods.addAll(others);
        return methods.isEmpty() ? Failure.of(ProblemCode.NOT_FOUND) : methodNotAllowed(methods);
    }

    /** GET answers HEAD, too. */
    private static Failure methodNotAllowed(Collection<HttpMethod> methods) {
        var names = new TreeSet<>(methods.stream().map(HttpMethod::name).toList());
        if (names.contains(HttpMethod.GET.name())) {
            names.add(HttpMethod.HEAD.name());
        }
        var allow = String.join(", ", names);
        return Failure.of(ProblemCode.METHOD_NOT_ALLOWED, "This path serves " + allow + ".")
                .header(HttpHeaders.ALLOW, allow);
    }

    /** RFC 6750 section 3.1: a request without a token is told the scheme only, one with a bad token also the error. */
    private static Failure unauthenticated(AuthenticationException error) {
        var none = error instanceof AuthenticationCredentialsNotFoundException
                || error instanceof InsufficientAuthenticationException;
        return none
                ? Failure.of(ProblemCode.UNAUTHENTICATED).header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                : Failure.of(ProblemCode.INVALID_TOKEN).header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE_INVALID);
    }

    /** The database or a pool did not answer: the outcome of what was asked may be unknown, but asking again may help. */
    private static boolean isOutage(Throwable error) {
        return error instanceof DataAccessResourceFailureException
                || error instanceof TransientDataAccessException
                || error instanceof CannotCreateTransactionException
                || error instanceof R2dbcException
                || error instanceof PoolAcquirePendingLimitException
                || error instanceof TimeoutException
                || isRolledBack(error);
    }

    /** SQLSTATE class 40: the database gave way to somebody else (a deadlock, say) and nothing was done. */
    private static boolean isRolledBack(Throwable error) {
        return error.getCause() instanceof R2dbcException cause
                && String.valueOf(cause.getSqlState()).startsWith("40");
    }

    private static boolean isStatus(Throwable error, HttpStatus status) {
        return error instanceof ResponseStatusException response
                && response.getStatusCode().equals(status);
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
