package io.ordergate.support;

import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What a feature needs of the settings before the service may start. Implementations are named in {@code spring.factories}, since
 * the start check asks them before a context exists. A reason begins with the variable that the operator has to change, and
 * repeats no secret.
 */
public interface StartRequirements {

    /** Reasons not to start in any environment. */
    List<String> missing(Environment settings);

    /** Further reasons not to start where customers are. */
    default List<String> missingInProduction(Environment settings) {
        return List.of();
    }

    /** Variables that must hold a URL, if anything. */
    default List<String> urls() {
        return List.of();
    }

    /** A variable that an operator sets, and the properties of which at least one has a value then. */
    record Setting(String variable, List<String> properties) {

        public Setting(String variable, String... properties) {
            this(variable, List.of(properties));
        }

        /** Whether the operator has set nothing, or only white space. */
        public boolean isMissing(Environment settings) {
            return properties.stream().noneMatch(property -> StringUtils.hasText(settings.getProperty(property)));
        }
    }
}
