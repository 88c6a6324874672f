package io.ordergate.web.security;

import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

/** Tells who calls. Asked on every call with a token, so that a sign-in that has ended opens nothing any more. */
public interface Callers {

    /** The caller behind a token whose signature, time, issuer and audience are checked; empty when its sign-in has ended. */
    Mono<Caller> of(Jwt token);
}
