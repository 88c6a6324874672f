package io.ordergate.sms;

import io.ordergate.support.StartRequirements.Setting;
import java.util.List;
import org.springframework.core.env.Environment;

/** What the settings have to say about a provider before anything of it runs. The room of each provider has one. */
public interface SmsProvider {

    /** The name by which SMS_PROVIDER and SMS_ROUTES choose the provider. */
    String name();

    /** What sending texts needs. */
    List<Setting> needs();

    /** What a provider needs that makes the codes itself; the same where it makes none. */
    default List<Setting> needsForCodes() {
        return needs();
    }

    /** Whether this provider makes the codes where it is the only one and OTP_MODE is not set. */
    default boolean makesCodes(Environment settings) {
        return false;
    }

    /** Whether complete settings choose this provider where SMS_PROVIDER is not set and no other provider is complete. */
    default boolean isChosenByItsSettings() {
        return true;
    }

    /** What this provider does that customers must never meet; empty where nothing is wrong. */
    default String dangerInProduction() {
        return "";
    }

    /** Variables that must hold a URL, if anything. */
    default List<String> urls() {
        return List.of();
    }
}
