package io.ordergate.sms.aws;

import io.ordergate.sms.SmsProvider;
import io.ordergate.support.StartRequirements.Setting;
import java.util.List;

/** AWS SNS as the settings name it. */
class AwsSnsProvider implements SmsProvider {

    static final String NAME = "aws_sns";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting> needs() {
        return List.of(
                new Setting("AWS_REGION", "ordergate.sms.aws.region"),
                new Setting("AWS_ACCESS_KEY_ID", "ordergate.sms.aws.access-key-id"),
                new Setting("AWS_SECRET_ACCESS_KEY", "ordergate.sms.aws.secret-access-key"));
    }

    /** Not chosen: credentials of AWS may be set for something else. */
    @Override
    public boolean isChosenByItsSettings() {
        return false;
    }

    @Override
    public List<String> urls() {
        return List.of("AWS_SNS_BASE_URL");
    }
}
