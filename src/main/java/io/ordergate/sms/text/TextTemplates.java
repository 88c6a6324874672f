package io.ordergate.sms.text;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The templates of all texts by language and name, read from {@code src/main/resources/texts} at the start, which fails where
 * a language lacks a text that another one has.
 */
@Component
public class TextTemplates {

    private static final String ONE = ".one";

    private final Map<String, Map<String, TextTemplate>> byLanguage = new LinkedHashMap<>();
    private final TextSettings settings;
    private final String standard;
    private final String shop;

    TextTemplates(TextSettings settings, Shop shop) {
        this.settings = settings;
        this.shop = shop.name();
        settings.languages().forEach(language -> byLanguage.put(language, read(language)));
        this.standard = settings.languages().get(0);
        byLanguage.forEach(this::requireComplete);
    }

    /** The first of the wanted languages ({@code bn}, {@code bn-BD}) that has texts, or else the standard language. */
    public String choose(List<String> wanted) {
        for (var tag : wanted) {
            var end = tag.indexOf('-');
            var language = (end < 0 ? tag : tag.substring(0, end)).toLowerCase(Locale.ROOT);
            if (byLanguage.containsKey(language)) {
                return language;
            }
        }
        return standard;
    }

    /** The language of texts to phones of this country, for which nobody has chosen a language. */
    public String ofCountry(String country) {
        return choose(List.of(settings.language(country)));
    }

    /**
     * The text of this name with its values. The value of {@code shop} is always known; {@code items} of 1 chooses the singular.
     * Typographic marks are replaced where that keeps the text in GSM-7. A language without texts is replaced by the standard
     * language.
     */
    public String text(String name, String language, Map<String, String> values) {
        var texts = Objects.requireNonNull(byLanguage.getOrDefault(language, byLanguage.get(standard)));
        var singular = "1".equals(values.get("items")) ? texts.get(name + ONE) : null;
        var template = singular != null ? singular : texts.get(name);
        if (template == null) {
            throw new IllegalArgumentException("There is no text " + name);
        }
        return TypographicMarks.plain(template.with(place -> value(name, place, values)));
    }

    private String value(String name, String place, Map<String, String> values) {
        var value = values.get(place);
        if (value == null && !"shop".equals(place)) {
            throw new IllegalArgumentException("The text " + name + " needs a value for " + place);
        }
        return value == null ? shop : value;
    }

    /** Throws where a language has other texts than the standard one; singulars may differ. */
    private void requireComplete(String language, Map<String, TextTemplate> texts) {
        if (!names(texts).equals(names(Objects.requireNonNull(byLanguage.get(standard))))) {
            throw new IllegalStateException("The texts in " + language + " are not those in " + standard);
        }
    }

    private static Set<String> names(Map<String, TextTemplate> texts) {
        var names = new HashSet<>(texts.keySet());
        names.removeIf(name -> name.endsWith(ONE));
        return names;
    }

    private static Map<String, TextTemplate> read(String language) {
        var file = "/texts/" + language + ".properties";
        try (var stream = TextTemplates.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("SMS_LANGUAGES names a language without texts: " + language);
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            var texts = new HashMap<String, TextTemplate>();
            properties
                    .stringPropertyNames()
                    .forEach(name -> texts.put(name, TextTemplate.of(properties.getProperty(name))));
            return Map.copyOf(texts);
        } catch (IOException unreadable) {
            throw new IllegalStateException("The texts in " + language + " cannot be read", unreadable);
        }
    }
}
