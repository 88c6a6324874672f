package io.ordergate.identity.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.IntegrationTest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@IntegrationTest
class NewPasswordTests {

    private static final String LENGTH = "must have 8 to 128 characters";
    private static final String CONTROL = "must not contain control characters";
    private static final String KNOWN = "is a password that is known from data breaches: choose another";

    @Autowired
    private Validator validator;

    @Autowired
    private Passwords passwords;

    record Form(@NewPassword @Nullable String password) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password123",
                "Password123",
                "PASSWORD123",
                "iloveyou1",
                "12345678",
                "qwertyuiop",
                "1qaz2wsx",
                "p@ssw0rd",
                "bangladesh",
                "correct horse battery staple"
            })
    void whatEverybodyTriesFirstIsRefused(String password) {
        assertThat(objection(password)).isEqualTo(KNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q7!fVd2m",
                "kacchi at Puran Dhaka",
                "\u09b8\u09cb\u09a8\u09be\u09b0 \u09ac\u09be\u0982\u09b2\u09be",
                "{password} ${1+1}",
                "\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b\ud83c\udf4b"
            })
    void anythingElseIsTaken(String password) {
        assertThat(objection(password)).isNull();
    }

    @Test
    void lengthIsCountedInCharactersAsPeopleCountThem() {
        assertThat(objection("q7!fVd2")).isEqualTo(LENGTH);
        assertThat(objection("")).isEqualTo(LENGTH);
        assertThat(objection("\ud83c\udf4b".repeat(7))).isEqualTo(LENGTH);
        assertThat(objection("\ud83c\udf4b".repeat(128))).isNull();
        assertThat(objection("\ud83c\udf4b".repeat(129))).isEqualTo(LENGTH);
        assertThat(objection("x".repeat(129))).isEqualTo(LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q7!fVd2m\n",
                "q7!f\tVd2m",
                "q7!f\u0000Vd2m",
                "q7!f\u0085Vd2m",
                "q7!f\ud83cVd2m",
                "q7!fVd2m\udf4b"
            })
    void whatNobodyCanTypeIsRefused(String password) {
        assertThat(objection(password)).isEqualTo(CONTROL);
    }

    @Test
    void aMissingPasswordIsSomebodyElsesConcern() {
        assertThat(objection(null)).isNull();
    }

    @Test
    void theServiceHashesForACallerOnAnEventLoop() {
        var matched = passwords
                .hash("q7!fVd2m")
                .flatMap(hash -> passwords.matches("q7!fVd2m", hash))
                .subscribeOn(Schedulers.parallel())
                .block(Duration.ofSeconds(10));
        assertThat(matched).isTrue();
    }

    /** Checked where bodies are: on a thread that must not wait for a file, which BlockHound sees to. */
    private @Nullable String objection(@Nullable String password) {
        return Mono.fromCallable(() -> validator.validate(new Form(password)))
                .subscribeOn(Schedulers.parallel())
                .map(violations ->
                        violations.stream().map(ConstraintViolation::getMessage).toList())
                .filter(messages -> !messages.isEmpty())
                .doOnNext(messages -> assertThat(messages).hasSize(1))
                .map(messages -> messages.get(0))
                .block(Duration.ofSeconds(10));
    }
}
