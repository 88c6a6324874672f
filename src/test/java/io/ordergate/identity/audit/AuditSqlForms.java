package io.ordergate.identity.audit;

import io.ordergate.support.database.Sql;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The lists of security events, without filters and with all of them, for {@code src/docs/sql}. */
final class AuditSqlForms {

    static final Map<String, Sql> FORMS = Map.of(
            "all", AuditRepository.sql(new AuditFilter(null, null, null, Instant.EPOCH, Instant.EPOCH)),
            "filtered",
                    AuditRepository.sql(new AuditFilter(
                            SecurityEventType.LOGIN, new UUID(0, 1), new UUID(0, 1), Instant.EPOCH, Instant.EPOCH)));

    private AuditSqlForms() {}
}
