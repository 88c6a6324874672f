package io.ordergate.page.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Texts of pages: each language has all of them, and modules name only those that there are. */
class PageTextsTests {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern NAMED = Pattern.compile("\\bt\\('([\\w.-]+)'");
    private static final Pattern TITLE = Pattern.compile("title: '(console[\\w.-]+)', module: '([\\w-]+\\.js)'");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    @ParameterizedTest
    @ValueSource(strings = {"pages", "console", "shop"})
    void allLanguagesHaveTheSameTextsWithTheSamePlaces(String folder) {
        assertThat(places(folder, "bn")).isEqualTo(places(folder, "en"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"console", "shop"})
    void modulesNameTextsThatThereAre(String folder) {
        var known = new TreeSet<>(places("pages", "en").keySet());
        known.addAll(places(folder, "en").keySet());
        var named = new TreeSet<String>();
        modules(folder)
                .forEach(module -> NAMED.matcher(read(module)).results().forEach(found -> named.add(found.group(1))));
        assertThat(known).containsAll(named);
    }

    @Test
    void screensOfTheConsoleHaveTitlesAndModules() {
        var screens = TITLE.matcher(read(RESOURCES.resolve("console/screens.js")))
                .results()
                .toList();
        assertThat(screens).isNotEmpty();
        assertThat(screens)
                .allSatisfy(screen -> assertThat(places("console", "en")).containsKey(screen.group(1)));
        assertThat(screens).allSatisfy(screen -> assertThat(RESOURCES.resolve("console/" + screen.group(2)))
                .exists());
    }

    /** The texts of a folder by name, each with the places for values in it. */
    private static Map<String, List<String>> places(String folder, String language) {
        var places = new TreeMap<String, List<String>>();
        var file = RESOURCES.resolve(folder).resolve("texts." + language + ".json");
        if (Files.notExists(file)) {
            return places; // the common ones are enough for it
        }
        new JsonMapper().readTree(read(file)).forEachEntry((name, text) -> places.put(name, placesOf(text.asString())));
        return places;
    }

    private static List<String> placesOf(String text) {
        return PLACE.matcher(text)
                .results()
                .map(place -> place.group())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Path> modules(String folder) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".js")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
