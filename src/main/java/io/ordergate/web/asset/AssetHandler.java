package io.ordergate.web.asset;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Serves files out of this process: no content network, no file read on an event loop, nothing but the files that were
 * there at the start.
 */
public final class AssetHandler implements HandlerFunction<ServerResponse> {

    /** Pages of ours load and call nothing but this service, and no script or style stands in the page itself. */
    public static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** One of the codings that a client takes, unless it weighs nothing (RFC 9110 section 12.5.3). */
    private static final Pattern GZIP = Pattern.compile("(?i)(?:^|,)\\s*gzip\\s*(?:,|$|;\\s*q=(?:1|0\\.0{0,2}[1-9]))");

    private static final Map<String, MediaType> TYPES = Map.of(
            "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
            "html", MediaType.parseMediaType("text/html;charset=UTF-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
            "json", MediaType.APPLICATION_JSON,
            "svg", MediaType.parseMediaType("image/svg+xml"),
            "yaml", MediaType.parseMediaType("application/yaml;charset=UTF-8"));

    /** The name of a file that is all that a path serves. */
    private static final String ONLY = "";

    private static final int SLICE_BYTES = 16 * 1024;

    private final Map<String, Mono<AssetFile>> files;
    private final HttpHeaders headers;

    private AssetHandler(Map<String, Mono<AssetFile>> files, CacheControl caching, HttpHeaders headers) {
        this.files = files;
        this.headers = headers;
        headers.setCacheControl(caching);
    }

    /** A page of the class path under {@link #CONTENT_POLICY}. */
    public static AssetHandler page(String location) {
        return document(location, () -> only(location).getContentAsByteArray(), CONTENT_POLICY);
    }

    /** A document that is read or made once; its name tells the type. */
    public static AssetHandler document(String name, Callable<byte[]> source, String contentPolicy) {
        var headers = new HttpHeaders();
        headers.set("Content-Security-Policy", contentPolicy);
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        return new AssetHandler(Map.of(ONLY, AssetFile.of(type(name), source)), CacheControl.noCache(), headers);
    }

    /** The files at these locations, by the name that the path has as {@code {file}}. Pages are not among them. */
    public static AssetHandler files(CacheControl caching, String... locations) {
        var files = new HashMap<String, Mono<AssetFile>>();
        for (var location : locations) {
            for (var resource : resources(location)) {
                var name = Objects.requireNonNull(resource.getFilename());
                if (!name.endsWith(".html")) {
                    files.put(name, AssetFile.of(type(name), resource::getContentAsByteArray));
                }
            }
        }
        return new AssetHandler(files, caching, new HttpHeaders());
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        return files.getOrDefault(request.pathVariables().getOrDefault("file", ONLY), Mono.empty())
                .flatMap(file -> answer(request, file))
                .switchIfEmpty(Mono.error(() -> Failure.of(ProblemCode.NOT_FOUND)));
    }

    private Mono<ServerResponse> answer(ServerRequest request, AssetFile file) {
        var gzip = takesGzip(request);
        var form = gzip ? file.compressed() : file.plain();
        var isKnown = request.exchange().checkNotModified(form.etag, Instant.MIN);
        var answer = ServerResponse.status(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .headers(all -> all.putAll(headers))
                .header(HttpHeaders.ETAG, form.etag)
                .varyBy(HttpHeaders.ACCEPT_ENCODING);
        if (isKnown) {
            return answer.build();
        }
        if (gzip) {
            answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return answer.contentType(file.type()).contentLength(form.bytes.length).body(slices(form.bytes));
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

    private static MediaType type(String name) {
        return Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name);
    }

    private static Resource only(String location) {
        return resources(location)[0];
    }

    private static Resource[] resources(String location) {
        try {
            var found = new PathMatchingResourcePatternResolver().getResources(location);
            if (found.length == 0) {
                throw new IllegalStateException("There is no file " + location);
            }
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
