package io.ordergate.sms.console;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.StartRequirements.Setting;
import java.util.List;

/** The log in place of a provider: needs no settings and is for developers only. */
class ConsoleProvider implements SmsProvider {

    static final String NAME = "console";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting> needs() {
        return List.of();
    }

    @Override
    public boolean isChosenByItsSettings() {
        return false;
    }

    @Override
    public String dangerInProduction() {
        return "writes codes to the log instead of sending them";
    }
}
