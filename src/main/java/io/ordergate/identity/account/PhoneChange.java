package io.ordergate.identity.account;

import io.ordergate.identity.audit.SecurityEvent;
import io.ordergate.identity.audit.SecurityEventType;
import io.ordergate.identity.user.User;
import io.ordergate.web.security.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An account whose phone was changed.
 *
 * @param releasedBy the account that had the number before and was not used for long
 */
record PhoneChange(User before, User after, Optional<UUID> releasedBy) {

    /** What the audit says of it. */
    List<SecurityEvent> events(ClientAddress address) {
        var changed = SecurityEvent.selfService(after.id(), SecurityEventType.PHONE_CHANGED, address);
        return releasedBy
                .map(old -> List.of(
                        SecurityEvent.administrative(
                                old, after.id(), SecurityEventType.PHONE_RECLAIMED, address, Map.of()),
                        changed))
                .orElse(List.of(changed));
    }
}
