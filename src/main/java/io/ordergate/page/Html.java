package io.ordergate.page;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;

/** A piece of HTML. Whatever is put into one is escaped, unless it is HTML itself. */
record Html(String text) {

    static final Html NONE = new Html("");

    /** The template with a part in place of each {@code %s}. */
    static Html of(String template, Object... parts) {
        return new Html(
                template.formatted(Arrays.stream(parts).map(Html::written).toArray()));
    }

    static Html of(Stream<Html> pieces) {
        return new Html(pieces.map(Html::text).collect(Collectors.joining()));
    }

    private static String written(Object part) {
        return part instanceof Html html ? html.text : HtmlUtils.htmlEscape(part.toString(), "UTF-8");
    }
}
