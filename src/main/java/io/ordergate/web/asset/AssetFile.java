package io.ordergate.web.asset;

import io.ordergate.support.secret.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A file in the forms in which it is sent: as it is and compressed, each with an ETag of its own. */
record AssetFile(MediaType type, Form plain, Form compressed) {

    /** The bytes of an answer, and the strong ETag that names them. */
    static final class Form {

        final byte[] bytes;
        final String etag;

        private Form(byte[] bytes, String etag) {
            this.bytes = bytes;
            this.etag = etag;
        }
    }

    /** The file, read and compressed once, when somebody asks first, and not on an event loop. An error is not kept. */
    static Mono<AssetFile> of(MediaType type, Callable<byte[]> source) {
        return Mono.fromCallable(() -> of(type, source.call()))
                .subscribeOn(Schedulers.boundedElastic())
                .cacheInvalidateIf(file -> false);
    }

    private static AssetFile of(MediaType type, byte[] bytes) throws IOException {
        var digest = Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.sha256(bytes));
        return new AssetFile(
                type, new Form(bytes, '"' + digest + '"'), new Form(compressed(bytes), '"' + digest + "-gzip\""));
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new BestGzip(compressed)) {
            gzip.write(plain);
        }
        return compressed.toByteArray();
    }

    /** Takes its time, since each file is compressed only once. */
    private static final class BestGzip extends GZIPOutputStream {

        private BestGzip(ByteArrayOutputStream target) throws IOException {
            super(target);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
