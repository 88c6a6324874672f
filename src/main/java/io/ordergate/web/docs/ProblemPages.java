package io.ordergate.web.docs;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.web.problem.ProblemHandler;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A page for each problem type, so that {@code type} in an error leads somewhere. Addresses in pages are relative, since a proxy may
 * serve the service below a path.
 */
@Component
class ProblemPages {

    Mono<ServerResponse> all(ServerRequest request) {
        return page(
                ".",
                "Problems",
                Arrays.stream(ProblemCode.values())
                        .map(problem -> section(".", problem))
                        .collect(Collectors.joining()));
    }

    Mono<ServerResponse> one(ServerRequest request) {
        var code = request.pathVariable("code");
        return Arrays.stream(ProblemCode.values())
                .filter(problem -> problem.code().equals(code))
                .findFirst()
                .map(problem -> page("..", problem.title(), section("..", problem)))
                .orElseGet(() -> Mono.error(Failure.of(ProblemCode.NOT_FOUND)));
    }

    private static String section(String root, ProblemCode problem) {
        return """
                <section><h2><a href="%s/problems/%s">%s</a></h2><p><code>%s</code>, status %d</p><p>%s</p></section>
                """.formatted(
                        root,
                        problem.code(),
                        problem.title(),
                        problem.code(),
                        ProblemHandler.statusOf(problem.kind()).value(),
                        problem.advice().replace("<", "&lt;"));
    }

    private static Mono<ServerResponse> page(String root, String title, String body) {
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
                .bodyValue("""
                        <!doctype html><html lang="en"><meta charset="utf-8"><title>%s · Ordergate</title>
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <link rel="stylesheet" href="%s/docs/assets/docs.css">
                        <main><h1>%s</h1>%s</main></html>
                        """.formatted(title, root, title, body));
    }
}
