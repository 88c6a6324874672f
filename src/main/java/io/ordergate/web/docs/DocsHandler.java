package io.ordergate.web.docs;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Serves the contract, Swagger UI and Redoc out of this process: no content network, no file read on an event loop. */
@Component
class DocsHandler {

    /** Redoc and Swagger UI set styles from scripts, and Redoc searches in a worker it makes itself. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    /** One of the codings that a client takes, unless it weighs nothing (RFC 9110 section 12.5.3). */
    private static final Pattern GZIP = Pattern.compile("(?i)(?:^|,)\\s*gzip\\s*(?:,|$|;\\s*q=(?:1|0\\.0{0,2}[1-9]))");

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml;charset=UTF-8");
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

    private static final Map<String, String> ASSETS = Map.of(
            "swagger-ui.css", "classpath*:META-INF/resources/webjars/swagger-ui/*/swagger-ui.css",
            "swagger-ui-bundle.js", "classpath*:META-INF/resources/webjars/swagger-ui/*/swagger-ui-bundle.js",
            "redoc.standalone.js", "classpath*:META-INF/resources/webjars/redoc/*/bundles/redoc.standalone.js",
            "contract.js", "classpath:docs/contract.js",
            "swagger.js", "classpath:docs/swagger.js",
            "docs.css", "classpath:docs/docs.css",
            "logo.svg", "classpath:docs/logo.svg");

    private static final String CONTRACT = "openapi.yaml";
    private static final String REPLACED_CONTRACT = "openapi-replaced.yaml";

    private static final int SLICE_BYTES = 16 * 1024;

    private final Map<String, File> read = new ConcurrentHashMap<>();

    private static final class File {

        private final byte[] plain;
        private final byte[] compressed;

        private File(byte[] plain, byte[] compressed) {
            this.plain = plain;
            this.compressed = compressed;
        }
    }

    Mono<ServerResponse> contract(ServerRequest request) {
        return page(request, CONTRACT, YAML);
    }

    Mono<ServerResponse> replacedContract(ServerRequest request) {
        return page(request, REPLACED_CONTRACT, YAML);
    }

    Mono<ServerResponse> swagger(ServerRequest request) {
        return page(request, "classpath:docs/swagger.html", HTML);
    }

    Mono<ServerResponse> redoc(ServerRequest request) {
        return page(request, "classpath:docs/redoc.html", HTML);
    }

    Mono<ServerResponse> asset(ServerRequest request) {
        var file = request.pathVariable("file");
        var location = ASSETS.get(file);
        if (location == null) {
            return Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND));
        }
        return found(location)
                .flatMap(found -> answer(
                        request,
                        ServerResponse.ok()
                                .contentType(typeOf(file))
                                .cacheControl(
                                        CacheControl.maxAge(Duration.ofHours(1)).cachePublic()),
                        found));
    }

    private Mono<ServerResponse> page(ServerRequest request, String file, MediaType type) {
        return found(file)
                .flatMap(found -> answer(
                        request,
                        ServerResponse.ok()
                                .contentType(type)
                                .header("Content-Security-Policy", CONTENT_POLICY)
                                .header("Cross-Origin-Opener-Policy", "same-origin"),
                        found));
    }

    /** Compressed once, when the file is read, and sent so to whoever takes gzip. */
    private static Mono<ServerResponse> answer(ServerRequest request, ServerResponse.BodyBuilder answer, File file) {
        var gzip = takesGzip(request);
        var bytes = gzip ? file.compressed : file.plain;
        if (gzip) {
            answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return answer.varyBy(HttpHeaders.ACCEPT_ENCODING)
                .contentLength(bytes.length)
                .body(slices(bytes));
    }

    private static boolean takesGzip(ServerRequest request) {
        return request.headers().header(HttpHeaders.ACCEPT_ENCODING).stream()
                .anyMatch(value -> GZIP.matcher(value).find());
    }

    /** The network copies what is written: each client is given as much as it has read, not a megabyte at once. */
    private static BodyInserter<Flux<DataBuffer>, ReactiveHttpOutputMessage> slices(byte[] bytes) {
        return BodyInserters.fromDataBuffers(Flux.range(0, (bytes.length + SLICE_BYTES - 1) / SLICE_BYTES)
                .map(number -> slice(bytes, number * SLICE_BYTES)));
    }

    private static DataBuffer slice(byte[] bytes, int start) {
        var length = Math.min(SLICE_BYTES, bytes.length - start);
        return DefaultDataBufferFactory.sharedInstance.wrap(ByteBuffer.wrap(bytes, start, length));
    }

    private Mono<File> found(String location) {
        var known = read.get(location);
        return known != null
                ? Mono.just(known)
                : Mono.fromCallable(() -> read.computeIfAbsent(location, DocsHandler::load))
                        .subscribeOn(Schedulers.boundedElastic());
    }

    private static File load(String location) {
        try {
            var plain = bytes(location);
            return new File(plain, compressed(plain));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] bytes(String location) throws IOException {
        return switch (location) {
            case CONTRACT -> ContractDocument.canonical().getBytes(StandardCharsets.UTF_8);
            case REPLACED_CONTRACT -> ContractDocument.replaced().getBytes(StandardCharsets.UTF_8);
            default -> new PathMatchingResourcePatternResolver().getResources(location)[0].getContentAsByteArray();
        };
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        }
        return compressed.toByteArray();
    }

    private static MediaType typeOf(String file) {
        if (file.endsWith(".css")) {
            return STYLE;
        }
        return file.endsWith(".svg") ? MediaType.parseMediaType("image/svg+xml") : SCRIPT;
    }
}
