package io.ordergate.sms.infobip;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.StartRequirements.Setting;
import java.util.List;
import org.springframework.core.env.Environment;

/** Infobip as the settings name it. With the template of a 2FA message Infobip makes the codes. */
class InfobipProvider implements SmsProvider {

    static final String NAME = "infobip";

    private static final Setting API_KEY = new Setting("INFOBIP_API_KEY", "ordergate.sms.infobip.api-key");
    private static final List<Setting> TEMPLATE = List.of(
            new Setting("INFOBIP_APP_ID", "ordergate.sms.infobip.app-id"),
            new Setting("INFOBIP_MESSAGE_ID", "ordergate.sms.infobip.message-id"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting> needs() {
        return List.of(API_KEY);
    }

    @Override
    public List<Setting> needsForCodes() {
        return List.of(API_KEY, TEMPLATE.get(0), TEMPLATE.get(1));
    }

    @Override
    public boolean makesCodes(Environment settings) {
        return TEMPLATE.stream().noneMatch(setting -> setting.isMissing(settings));
    }
}
