package io.ordergate.support;

import java.util.List;
import org.springframework.core.env.Environment;

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
}
