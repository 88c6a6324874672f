package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents name what is there: links lead somewhere, and types exist. */
class DocumentsTests {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(#[^)\\s]+)?\\)");
    private static final Pattern TYPE = Pattern.compile("`((?:[A-Z][a-z0-9]+){2,})(?:\\.\\w+)?`");
    private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final int MOST_LINES_OF_THE_README = 180;

    /** Of libraries, and a pattern of names. */
    private static final Set<String> ELSEWHERE = Set.of("DatabaseClient", "XxxTests");

    /** Decisions tell what was, too. */
    private static final Path HISTORY = Path.of("src/docs/decisions");

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(MOST_LINES_OF_THE_README);
    }

    @Test
    void linksLeadSomewhere() {
        var broken = new TreeSet<String>();
        for (var document : documents()) {
            LINK.matcher(text(document)).results().forEach(link -> {
                var target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
                if (!link.group(1).contains("://") && !leadsTo(target, link.group(2) == null ? "" : link.group(2))) {
                    broken.add(document + ": " + link.group());
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theMapHasARowForEveryRoom() {
        var rooms = files("src/main/java/io/ordergate")
                .map(file -> Path.of("src/main/java/io/ordergate").relativize(file.getParent()))
                .map(room -> room.toString().replace(File.separatorChar, '.'))
                .filter(room -> !room.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ROOM.matcher(text(Path.of("src/docs/architecture.md")))
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void typesExist() {
        var types = files("src")
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .map(name -> name.replace(".java", ""))
                .collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        for (var document : documents()) {
            if (document.startsWith(HISTORY)) {
                continue;
            }
            TYPE.matcher(text(document))
                    .results()
                    .map(type -> type.group(1))
                    .filter(type -> !types.contains(type) && !ELSEWHERE.contains(type))
                    .forEach(type -> unknown.add(document + ": " + type));
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean leadsTo(Path target, String anchor) {
        return Files.exists(target)
                && (anchor.isEmpty()
                        || HEADING.matcher(text(target))
                                .results()
                                .anyMatch(heading -> anchor.equals("#" + anchor(heading.group(1)))));
    }

    /** The anchor that GitHub gives a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static List<Path> documents() {
        return Stream.of(Stream.of(Path.of("README.md")), files(".github"), files("src/docs"))
                .flatMap(files -> files)
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
    }

    private static Stream<Path> files(String folder) {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
