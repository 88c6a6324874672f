package io.ordergate.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.netty.channel.ChannelException;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.route.RouteIndex;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.r2dbc.UncategorizedR2dbcException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.reactive.function.UnsupportedMediaTypeException;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerErrorException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

class ProblemsTests {

    private static final String SECRET = "hush: insert into orders values (42)";

    private final Problems problems = new Problems(new RouteIndex(
            List.of(route().GET("/orders/{id}", request -> ServerResponse.ok().build())
                    .PUT("/orders/{id}", request -> ServerResponse.ok().build())
                    .build())));

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorOfAFrameworkHasACode(Throwable error, ProblemCode code) {
        var failure = problems.of(error, exchange("/nowhere"));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.detail()).doesNotContain("hush");
        assertThat(failure.facts().toString() + failure.errors() + failure.headers())
                .doesNotContain("hush");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new AuthenticationCredentialsNotFoundException(SECRET), ProblemCode.UNAUTHENTICATED),
                Arguments.of(new InsufficientAuthenticationException(SECRET), ProblemCode.UNAUTHENTICATED),
                Arguments.of(new BadCredentialsException(SECRET), ProblemCode.INVALID_TOKEN),
                Arguments.of(new InvalidBearerTokenException(SECRET), ProblemCode.INVALID_TOKEN),
                Arguments.of(new AccessDeniedException(SECRET), ProblemCode.FORBIDDEN),
                Arguments.of(new DataAccessResourceFailureException(SECRET), ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(new QueryTimeoutException(SECRET), ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(new R2dbcNonTransientResourceException(SECRET), ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(new R2dbcTimeoutException(SECRET), ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(new ChannelException(SECRET), ProblemCode.REQUEST_TIMEOUT),
                Arguments.of(
                        new UncategorizedR2dbcException(
                                "execute", SECRET, new R2dbcTransientResourceException(SECRET, "40P01")),
                        ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(new TimeoutException(SECRET), ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(
                        new CannotCreateTransactionException("begin", new TimeoutException(SECRET)),
                        ProblemCode.SERVICE_UNAVAILABLE),
                Arguments.of(
                        new UnsupportedMediaTypeStatusException(MediaType.APPLICATION_XML, List.of()),
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE),
                Arguments.of(new UnsupportedMediaTypeException(SECRET), ProblemCode.UNSUPPORTED_MEDIA_TYPE),
                Arguments.of(new ContentTooLargeException(null), ProblemCode.BODY_TOO_LARGE),
                Arguments.of(new DataBufferLimitException(SECRET), ProblemCode.BODY_TOO_LARGE),
                Arguments.of(
                        new ServerWebInputException(SECRET, null, new DataBufferLimitException(SECRET)),
                        ProblemCode.BODY_TOO_LARGE),
                Arguments.of(new NotAcceptableStatusException(List.of()), ProblemCode.NOT_ACCEPTABLE),
                Arguments.of(new ServerWebInputException(SECRET), ProblemCode.INVALID_REQUEST),
                Arguments.of(new ResponseStatusException(HttpStatus.BAD_REQUEST, SECRET), ProblemCode.INVALID_REQUEST),
                Arguments.of(new ResponseStatusException(HttpStatus.GONE, SECRET), ProblemCode.INVALID_REQUEST),
                Arguments.of(new ResponseStatusException(HttpStatus.NOT_FOUND, SECRET), ProblemCode.NOT_FOUND));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void whatNobodyForesawIsAnInternalErrorWithoutItsWords(Throwable error) {
        var failure = problems.of(error, exchange("/orders/1"));
        assertThat(failure.code()).isEqualTo(ProblemCode.INTERNAL_ERROR);
        assertThat(failure.detail()).isEqualTo(ProblemCode.INTERNAL_ERROR.advice());
        assertThat(failure.facts()).isEmpty();
        assertThat(failure.errors()).isEmpty();
        assertThat(failure.headers()).isEmpty();
    }

    static Stream<Throwable> defects() {
        return Stream.of(
                new IllegalStateException(SECRET),
                new NullPointerException(),
                new DataIntegrityViolationException(SECRET),
                new DecodingException(SECRET),
                new ServerErrorException(SECRET, new IllegalStateException(SECRET)),
                new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, SECRET),
                new StackOverflowError(SECRET),
                new AssertionError(SECRET));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalOfOursStaysAsItIs(ProblemCode code) {
        var failure = Failure.of(code).with("attempts_remaining", 2).header("Allow", "GET");
        assertThat(problems.of(failure, exchange("/nowhere"))).isSameAs(failure);
    }

    @Test
    void anOutageSaysWhenToTryAgain() {
        assertThat(problems.of(new TimeoutException(), exchange("/nowhere")).retryAfter())
                .isPositive();
    }

    @Test
    void aRequestWithoutATokenIsToldTheSchemeOnly() {
        assertThat(problems.of(new AuthenticationCredentialsNotFoundException(SECRET), exchange("/orders/1"))
                        .headers())
                .containsEntry(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        assertThat(problems.of(new InvalidBearerTokenException(SECRET), exchange("/orders/1"))
                        .headers())
                .containsEntry(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    }

    @Test
    void aPathThatServesOtherMethodsIsTheMethodsFault() {
        for (var error : List.of(
                new ResponseStatusException(HttpStatus.NOT_FOUND),
                new MethodNotAllowedException(HttpMethod.DELETE, Set.of(HttpMethod.GET)))) {
            var failure = problems.of(error, exchange("/orders/1"));
            assertThat(failure.code()).isEqualTo(ProblemCode.METHOD_NOT_ALLOWED);
            assertThat(failure.headers()).containsEntry(HttpHeaders.ALLOW, "GET, HEAD, PUT");
        }
    }

    @Test
    void anUnsupportedMediaTypeIsToldTheSupportedOne() {
        assertThat(problems.of(new UnsupportedMediaTypeException(SECRET), exchange("/orders/1"))
                        .headers())
                .containsEntry(HttpHeaders.ACCEPT, "application/json");
    }

    private static MockServerWebExchange exchange(String path) {
        return MockServerWebExchange.from(MockServerHttpRequest.delete(path));
    }
}
