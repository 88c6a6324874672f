package io.ordergate.sms;

import io.ordergate.support.StartRequirements.Setting;
import java.util.List;
import org.springframework.core.env.Environment;

/** A provider as the settings name it, known before a context exists. The room of each provider has an implementation. */
public interface SmsProvider {

    /** The name by which SMS_PROVIDER and SMS_ROUTES choose the provider. */
    String name();

    /** Settings that are needed for sending texts. */
    List<Setting> needs();

    /** Settings that are needed where providers make the codes; the same for a provider that makes none. */
    default List<Setting> needsForCodes() {
        return needs();
    }

    /** Whether this provider makes the codes where no other one is chosen and OTP_MODE is not set. */
    default boolean makesCodes(Environment settings) {
        return false;
    }

    /** Whether complete settings choose this provider where SMS_PROVIDER is not set and no other provider is complete. */
    default boolean isChosenByItsSettings() {
        return true;
    }

    /** Why this provider is refused in production; empty for one that is not. */
    default String dangerInProduction() {
        return "";
    }

    /** Variables that must hold a URL, if anything. */
    default List<String> urls() {
        return List.of();
    }
}
