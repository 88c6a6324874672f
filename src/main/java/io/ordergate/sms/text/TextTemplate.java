package io.ordergate.sms.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A text with placeholders, such as {@code {amount}}. */
final class TextTemplate {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    /** Words and names of placeholders in turn; words come first and last. */
    private final List<String> pieces;

    private TextTemplate(List<String> pieces) {
        this.pieces = pieces;
    }

    static TextTemplate of(String text) {
        var pieces = new ArrayList<String>();
        var place = PLACE.matcher(text);
        var end = 0;
        while (place.find()) {
            pieces.add(text.substring(end, place.start()));
            pieces.add(place.group(1));
            end = place.end();
        }
        pieces.add(text.substring(end));
        return new TextTemplate(List.copyOf(pieces));
    }

    /** The text with the value of each placeholder. Placeholders within values are not replaced. */
    String with(UnaryOperator<String> values) {
        var text = new StringBuilder(pieces.get(0));
        for (var piece = 1; piece < pieces.size(); piece += 2) {
            text.append(values.apply(pieces.get(piece))).append(pieces.get(piece + 1));
        }
        return text.toString();
    }
}
