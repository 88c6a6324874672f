package io.ordergate.sms;

import java.util.Locale;
import java.util.Map;

/** Why a text did not arrive, in the same words for every provider, as far as a customer can do something about it. */
public enum DeliveryProblem {
    /** The phone is off, full or without a network: another text may arrive. */
    UNREACHABLE,
    /** The customer or the network takes no such texts. */
    BLOCKED,
    /** There is no such number, or it takes no texts. */
    INVALID_NUMBER,
    OTHER;

    private static final Map<String, DeliveryProblem> BY_REASON = Map.ofEntries(
            // Twilio
            Map.entry("30003", UNREACHABLE),
            Map.entry("30004", BLOCKED),
            Map.entry("30005", INVALID_NUMBER),
            Map.entry("30006", INVALID_NUMBER),
            Map.entry("30007", BLOCKED),
            // Africa's Talking
            Map.entry("absentsubscriber", UNREACHABLE),
            Map.entry("expired", UNREACHABLE),
            Map.entry("userinactive", UNREACHABLE),
            Map.entry("userisinactive", UNREACHABLE),
            Map.entry("deliveryfailure", UNREACHABLE),
            Map.entry("userinblacklist", BLOCKED),
            Map.entry("useraccountsuspended", BLOCKED),
            Map.entry("usernotsubscribedtoproduct", BLOCKED),
            Map.entry("donotdisturbrejection", BLOCKED),
            Map.entry("userdoesnotexist", INVALID_NUMBER),
            Map.entry("usernotprovisioned", INVALID_NUMBER),
            Map.entry("notnetworksubcriber", INVALID_NUMBER),
            Map.entry("notnetworksubscriber", INVALID_NUMBER),
            Map.entry("invalidphonenumber", INVALID_NUMBER),
            Map.entry("unsupportednumbertype", INVALID_NUMBER));

    /** Infobip's status and, after a slash, its error; the latter says more. */
    private static final Map<String, DeliveryProblem> BY_INFOBIP_ERROR =
            Map.of("1", INVALID_NUMBER, "6", UNREACHABLE, "13", BLOCKED, "27", UNREACHABLE);

    private static final Map<String, DeliveryProblem> BY_INFOBIP_STATUS = Map.of(
            "8", INVALID_NUMBER, "52", INVALID_NUMBER, "10", BLOCKED, "14", BLOCKED, "87", BLOCKED, "15", UNREACHABLE);

    public static DeliveryProblem of(String reason) {
        var slash = reason.indexOf('/');
        if (slash < 0) {
            return BY_REASON.getOrDefault(reason.toLowerCase(Locale.ROOT), OTHER);
        }
        var byStatus = BY_INFOBIP_STATUS.getOrDefault(reason.substring(0, slash), OTHER);
        return BY_INFOBIP_ERROR.getOrDefault(reason.substring(slash + 1), byStatus);
    }

    /** The name in answers. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
