package io.ordergate.identity.signin;

import static io.ordergate.testing.Api.somePhone;

import io.ordergate.identity.password.Passwords;
import io.ordergate.identity.user.UserRepository;
import io.ordergate.support.secret.Ids;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.web.security.ClientAddress;
import io.ordergate.web.security.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Accounts for tests of accounts, made behind the service's back, and calls with their tokens. */
public class People {

    public static final String PASSWORD = "three blue boats at dusk";
    public static final String USERS = "/api/v1/users";
    public static final String ME = "/api/v1/users/me";

    private static final JsonMapper JSON = new JsonMapper();

    private final Api api;
    private final Database database;
    private final Ids ids;
    private final UserRepository users;
    private final Passwords passwords;
    private final SignIns signIns;

    /** Somebody signed in. */
    public record Person(UUID id, String email, @Nullable String phone, String token, String refreshToken) {

        public String path() {
            return USERS + "/" + id;
        }
    }

    People(Api api, Database database, Ids ids, UserRepository users, Passwords passwords, SignIns signIns) {
        this.api = api;
        this.database = database;
        this.ids = ids;
        this.users = users;
        this.passwords = passwords;
        this.signIns = signIns;
    }

    public Person customer() {
        return person(Role.CUSTOMER, somePhone(), PASSWORD);
    }

    public Person vendor() {
        return person(Role.VENDOR, null, PASSWORD);
    }

    public Person admin() {
        return person(Role.ADMIN, null, PASSWORD);
    }

    /** As a phone login makes it. */
    public Person withoutPassword() {
        return person(Role.CUSTOMER, somePhone(), null);
    }

    private Person person(Role role, @Nullable String phone, @Nullable String password) {
        var id = ids.next();
        var email = "p" + id.toString().replace("-", "") + "@example.com";
        var hash = password == null ? null : passwords.hash(password).block();
        database.run(
                "insert into users (id, name, email, password_hash, phone, country, role) values ($1, $2, $3, $4, $5, $6, $7)",
                id,
                "Somebody",
                password == null ? null : email,
                hash,
                phone,
                phone == null ? null : "BD",
                role.id());
        return signedIn(id, email, phone);
    }

    /** The same person on one more device. */
    public Person again(Person person) {
        return signedIn(person.id(), person.email(), person.phone());
    }

    private Person signedIn(UUID id, String email, @Nullable String phone) {
        var tokens = users.findById(id)
                .flatMap(user -> signIns.open(user, new ClientAddress("127.0.0.1"), false))
                .blockOptional()
                .orElseThrow();
        return new Person(
                id,
                email,
                phone,
                tokens.access().value().value(),
                tokens.refresh().value().value());
    }

    /** A token of somebody who has proven a phone and has no account. */
    public String guest() {
        var phone = somePhone();
        return api.verify(api.session(phone), api.code(phone)).field("access_token");
    }

    /** Leaves no other admin who may act. */
    public void onlyAdmins(Person... admins) {
        database.run("update users set active = false where role = 'admin' and erased_at is null");
        for (var admin : admins) {
            database.run("update users set active = true where id = $1", admin.id());
        }
    }

    public Answer get(String path, String token) {
        return api.get(path, token);
    }

    public Answer put(Object body, Person person) {
        return answer(call(HttpMethod.PUT, ME, body, person.token()));
    }

    public Answer patch(Person target, Object body, Person admin) {
        return answer(patching(target, body, admin));
    }

    public Mono<Answer> patching(Person target, Object body, Person admin) {
        return call(HttpMethod.PATCH, target.path(), body, admin.token());
    }

    /** The same change with a code to the person's phone. */
    public Map<String, Object> confirmed(Person person, Map<String, Object> body) {
        var all = new HashMap<>(body);
        all.putAll(api.confirmation(String.valueOf(person.phone()), person.token()));
        return all;
    }

    public Answer erase(Person person, @Nullable Object body) {
        return answer(erasing(person, body));
    }

    public Mono<Answer> erasing(Person person, @Nullable Object body) {
        return call(HttpMethod.DELETE, ME, body, person.token());
    }

    public Mono<Answer> call(HttpMethod method, String path, @Nullable Object body, String token) {
        return api.call(method, path, body == null ? "" : JSON.writeValueAsString(body), headers -> {
            headers.setBearerAuth(token);
            if (body != null) {
                headers.setContentType(MediaType.APPLICATION_JSON);
            }
        });
    }

    public static Answer answer(Mono<Answer> call) {
        return call.blockOptional().orElseThrow();
    }

    public long events(String event, UUID actor, UUID subject) {
        return database.count(
                "select count(*) from security_events where event = $1 and actor_id = $2 and subject_id = $3",
                event,
                actor,
                subject);
    }
}
