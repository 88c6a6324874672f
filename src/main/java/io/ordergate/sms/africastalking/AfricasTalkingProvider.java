package io.ordergate.sms.africastalking;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.StartRequirements.Setting;
import java.util.List;

/** Africa's Talking as the settings name it. */
class AfricasTalkingProvider implements SmsProvider {

    static final String NAME = "africastalking";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting> needs() {
        return List.of(
                new Setting("AFRICASTALKING_USERNAME", "ordergate.sms.africastalking.username"),
                new Setting("AFRICASTALKING_API_KEY", "ordergate.sms.africastalking.api-key"));
    }

    @Override
    public List<String> urls() {
        return List.of("AFRICASTALKING_BASE_URL");
    }
}
