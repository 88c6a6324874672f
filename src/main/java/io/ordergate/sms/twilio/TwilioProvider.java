package io.ordergate.sms.twilio;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.StartRequirements.Setting;
import java.util.List;

/** Twilio as the settings name it. */
class TwilioProvider implements SmsProvider {

    static final String NAME = "twilio";

    private static final Setting ACCOUNT = new Setting("TWILIO_ACCOUNT_SID", "ordergate.sms.twilio.account-sid");
    private static final Setting TOKEN = new Setting("TWILIO_AUTH_TOKEN", "ordergate.sms.twilio.auth-token");
    private static final Setting SENDER = new Setting(
            "TWILIO_PHONE_NUMBER or TWILIO_MESSAGING_SERVICE_SID",
            "ordergate.sms.twilio.phone-number",
            "ordergate.sms.twilio.messaging-service-sid");
    private static final Setting VERIFY_SERVICE =
            new Setting("TWILIO_VERIFY_SERVICE_SID", "ordergate.sms.twilio.verify-service-sid");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting> needs() {
        return List.of(ACCOUNT, TOKEN, SENDER);
    }

    /** Settings for Verify, which needs no sender. */
    @Override
    public List<Setting> needsForCodes() {
        return List.of(ACCOUNT, TOKEN, VERIFY_SERVICE);
    }

    @Override
    public List<String> urls() {
        return List.of("TWILIO_BASE_URL", "TWILIO_VERIFY_BASE_URL");
    }
}
