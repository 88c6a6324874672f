package io.ordergate.ordering.price;

import io.ordergate.support.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** Price lists in CSV, made into the JSON of the same list, so that the same rules check both. */
@Component
class PriceCsv {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern YES_OR_NO = Pattern.compile("true|false");

    private final JsonMapper json;
    private final CsvMapper csv = CsvMapper.builder()
            .enable(CsvReadFeature.TRIM_SPACES, CsvReadFeature.SKIP_EMPTY_LINES)
            .build();

    PriceCsv(JsonMapper json) {
        this.json = json;
    }

    /** The list in JSON. Errors: {@code invalid-request} for a row that is not read. */
    String json(byte[] body) {
        var rows = new ArrayList<Map<String, Object>>();
        try (MappingIterator<Map<String, String>> lines = csv.readerFor(Map.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(body)) {
            while (lines.hasNext() && rows.size() <= PriceForm.MOST) {
                var row = new LinkedHashMap<String, Object>();
                lines.next().forEach((name, text) -> put(row, name, text));
                rows.add(row);
            }
        } catch (JacksonException malformed) {
            throw Failure.field("prices[" + rows.size() + "]", "is not a row of CSV under the names of the first line");
        }
        return json.writeValueAsString(Map.of("prices", rows));
    }

    /** An empty cell says nothing. What is not understood stays a text, which is refused as in JSON. */
    private static void put(Map<String, Object> row, String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return;
        }
        var isNumber = (name.equals("amount_minor") || name.equals("available"))
                && NUMBER.matcher(text).matches();
        var isWord = name.equals("active") && YES_OR_NO.matcher(text).matches();
        row.put(name, isNumber ? Long.valueOf(text) : isWord ? Boolean.valueOf(text) : text);
    }
}
