package io.ordergate.sms.journal;

import io.ordergate.support.database.Db;
import io.ordergate.support.database.Sql;
import io.ordergate.support.secret.SecretKeys;
import io.r2dbc.postgresql.codec.Json;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The refused texts in PostgreSQL. */
@Repository
class SmsRefusalRepository {

    private static final Sql INSERT = Sql.of("""
            insert into sms_refusals (id, at, reason, enforced, purpose, country, client_address, phone_hash,
                                      phone_masked, times)
            select id, at, reason, enforced, purpose, country, client_address, decode(phone_hash, 'hex'), phone_masked,
                   times
              from jsonb_to_recordset(:rows::jsonb)
                as r (id uuid, at timestamptz, reason text, enforced boolean, purpose text, country text,
                      client_address text, phone_hash text, phone_masked text, times int)
            on conflict (id) do nothing""");

    private static final JsonMapper JSON = new JsonMapper();

    private final Db db;
    private final SecretKeys keys;

    SmsRefusalRepository(Db db, SecretKeys keys) {
        this.db = db;
        this.keys = keys;
    }

    /** Writes a batch: the first of equal refusals and their number, so that many refusals are few rows. */
    Mono<Void> insert(List<SmsRefusal> refusals) {
        var alike = new LinkedHashMap<SmsRefusal.Kind, ObjectNode>();
        for (var refusal : refusals) {
            var row = alike.computeIfAbsent(refusal.kind(), first -> row(refusal));
            row.put("times", row.path("times").asInt() + 1);
        }
        var rows = JSON.createArrayNode().addAll(alike.values());
        return db.update(INSERT.bind("rows", Json.of(rows.toString()))).then();
    }

    private ObjectNode row(SmsRefusal refusal) {
        var request = refusal.request();
        return JSON.createObjectNode()
                .put("id", refusal.id().toString())
                .put("at", refusal.at().toString())
                .put("reason", refusal.reason().id())
                .put("enforced", refusal.enforced())
                .put("purpose", request.purpose())
                .put("country", request.to().country())
                .put("client_address", request.address().value())
                .put("phone_hash", PhoneHash.of(keys.current(), request.to().e164()))
                .put("phone_masked", request.to().masked())
                .put("times", 0);
    }
}
