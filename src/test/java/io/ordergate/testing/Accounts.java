package io.ordergate.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ordergate.support.secret.Ids;
import io.ordergate.support.secret.SecretKeys;
import io.ordergate.support.secret.SecretKeys.SecretKey;
import io.ordergate.support.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** People with an account, signed in without the service's help. Every call makes somebody new. */
public class Accounts {

    private static final SecretKey OTHER_KEY =
            Secrets.of("another secret of the tests, no shorter than it").current();

    private final Database database;
    private final SecretKeys secrets;
    private final Ids ids;

    /** Somebody and their access token. */
    public record Account(UUID id, UUID familyId, String phone, String token) {}

    Accounts(Database database, SecretKeys secrets, Ids ids) {
        this.database = database;
        this.secrets = secrets;
        this.ids = ids;
    }

    /** The bearer token of a new admin. */
    public String admin() {
        return account("admin").token();
    }

    /** The bearer token of a new vendor. */
    public String vendor() {
        return account("vendor").token();
    }

    /** The bearer token of a new customer. */
    public String customer() {
        return account("customer").token();
    }

    /** The bearer token of somebody who has proven to hold a phone, and has no account. */
    public String guest() {
        return guest(Api.somePhone());
    }

    /** The bearer token of somebody who has proven to hold this phone, and has no account. */
    public String guest(String phone) {
        return signed(new JWTClaimsSet.Builder().subject("tel:" + phone).claim("phone", phone));
    }

    /** A new account of this role, with a phone of its own, and an open sign-in. */
    public Account account(String role) {
        var id = ids.next(); // in time order, as in the service: a random one would stand before all others in lists
        var familyId = UUID.randomUUID();
        var phone = Api.somePhone();
        database.run(
                "insert into users (id, name, email, phone, country, role) values ($1, $2, $3, $4, 'BD', $5)",
                id,
                "A " + role,
                id + "@example.com",
                phone,
                role);
        database.run("""
                insert into refresh_families (id, user_id, address, expires_at)
                values ($1, $2, '127.0.0.1', now() + interval '1 day')""", familyId, id);
        return new Account(id, familyId, phone, signed(claims(id, familyId, phone)));
    }

    /** A token of this account whose time is over soon. */
    public String brief(Account account, Duration life) {
        return signed(claims(account), secrets.current(), Instant.now().plus(life));
    }

    /** A token of this account whose time is over. */
    public String expired(Account account) {
        return signed(claims(account), secrets.current(), Instant.now().minus(Duration.ofMinutes(1)));
    }

    /** A token for this account that somebody else has signed, under the id of our key. */
    public String ofAnotherKey(Account account) {
        return signed(claims(account), OTHER_KEY, inTime());
    }

    private static JWTClaimsSet.Builder claims(Account account) {
        return claims(account.id(), account.familyId(), account.phone());
    }

    private static JWTClaimsSet.Builder claims(UUID id, UUID familyId, String phone) {
        return new JWTClaimsSet.Builder()
                .subject(id.toString())
                .claim("sid", familyId.toString())
                .claim("phone", phone);
    }

    private static Instant inTime() {
        return Instant.now().plus(Duration.ofMinutes(30));
    }

    private String signed(JWTClaimsSet.Builder claims) {
        return signed(claims, secrets.current(), inTime());
    }

    private String signed(JWTClaimsSet.Builder claims, SecretKey key, Instant expiry) {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(secrets.current().id())
                .build();
        var token = new SignedJWT(
                header,
                claims.issuer("ordergate")
                        .audience("ordergate-api")
                        .expirationTime(Date.from(expiry))
                        .build());
        try {
            token.sign(new MACSigner(key.tokenKey()));
        } catch (JOSEException defect) {
            throw new IllegalStateException(defect);
        }
        return token.serialize();
    }
}
