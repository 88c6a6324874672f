package io.ordergate.support.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generated secret in a file of its own, for developers: what was made with it outlives a restart. */
final class KeptSecret {

    private static final Logger log = LoggerFactory.getLogger(KeptSecret.class);

    private KeptSecret() {}

    static byte[] fresh() {
        var bytes = new byte[KeyedHash.BYTES];
        Ids.random().nextBytes(bytes);
        return bytes;
    }

    /** The secret of this file, which is made where there is none; nothing where it can be neither read nor written. */
    static byte @Nullable [] in(String name) {
        var file = Path.of(name);
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return read(file);
        } catch (IOException | IllegalArgumentException unusable) {
            log.warn("The generated secret cannot be kept in {}: {}", file, unusable.toString());
            return null;
        }
    }

    private static byte[] read(Path file) throws IOException {
        var bytes = HexFormat.of()
                .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
        if (bytes.length != KeyedHash.BYTES) {
            throw new IOException("not the secret that was written; delete the file");
        }
        return bytes;
    }

    /** Written beside and then moved, so that nobody reads a half; of two who do this at once the first one counts. */
    private static void write(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file");
        }
        Files.createDirectories(folder);
        var draft = ownersOnly(folder);
        try {
            Files.writeString(draft, HexFormat.of().formatHex(fresh()) + "\n", StandardCharsets.US_ASCII);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException otherWasFirst) {
            log.debug("Another process has made {}", file);
        } catch (UnsupportedOperationException noLinks) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path ownersOnly(Path folder) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? Files.createTempFile(
                        folder,
                        "secret",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(folder, "secret", ".new");
    }
}
