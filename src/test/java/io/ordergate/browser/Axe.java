package io.ordergate.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.io.ClassPathResource;

/** Looks for barriers to people who see, hear or move less than others, with the script axe-core. */
final class Axe {

    private static final String RUN = """
            const [done] = arguments;
            axe.run(document, {resultTypes: ['violations']})
                .then(results => done(results.violations.flatMap(rule => rule.nodes.map(node =>
                    `${rule.id} (${rule.impact}) ${node.target.join(' ')}: ${node.failureSummary}\\n    ${node.html}`))),
                    failure => done(['axe failed: ' + failure]));""";

    private static final String SCRIPT = script();

    private Axe() {}

    /** The barriers of the page. */
    @SuppressWarnings("unchecked")
    static List<String> barriers(Browser browser) {
        browser.script(SCRIPT);
        return (List<String>) browser.driver().executeAsyncScript(RUN);
    }

    private static String script() {
        try {
            return new ClassPathResource("axe.min.js").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
