package io.ordergate.sms.gateway;

import io.ordergate.sms.infobip.InfobipSmsSender;
import java.util.List;
import java.util.Locale;

/** Who makes the codes: this service, or a provider. */
final class CodeMode {

    private static final String MANAGED = "managed";

    private CodeMode() {}

    /**
     * Whether providers make the codes: when the operator says so or, where nothing is said, when Infobip is the only
     * provider and a message template of its 2FA is set.
     */
    static boolean isManaged(String mode, List<String> providers, boolean infobipTemplate) {
        return switch (mode.strip().toLowerCase(Locale.ROOT)) {
            case MANAGED -> true;
            case "derived" -> false;
            case "" -> infobipTemplate && providers.equals(List.of(InfobipSmsSender.NAME));
            default -> throw new IllegalStateException("OTP_MODE is neither derived nor managed: " + mode);
        };
    }
}
