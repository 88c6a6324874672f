package io.ordergate.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.support.secret.Sensitive;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class SensitiveTests {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new PlainScalars()).build();
    private static final Validator VALIDATOR = new ValidationConfiguration()
            .validatorFactory(new DefaultListableBeanFactory())
            .getValidator();

    record Form(
            @NotNull Sensitive code,
            @NotBlank @Size(max = 5) @PlainText Sensitive name,
            @NotEmpty Sensitive password,
            @EmailText Sensitive email,
            @Nullable Sensitive note) {}

    record Settings(
            @DefaultValue("") Sensitive key, @DefaultValue List<Sensitive> former) {}

    @Test
    void nobodySeesIt() {
        assertThat(List.of(Sensitive.of("123456"))).hasToString("[hidden]");
        assertThat(Sensitive.of("123456"))
                .isEqualTo(Sensitive.of("123456"))
                .hasSameHashCodeAs(Sensitive.of("123456"))
                .isNotEqualTo(Sensitive.of("123457"))
                .isNotEqualTo("123456");
    }

    @Test
    void jsonReadsAndWritesTheText() {
        var form = read("{'code': '', 'name': 'Rahim', 'password': 'x', 'email': 'a@b.example', 'note': null}");
        assertThat(form.code().value()).isEmpty();
        assertThat(form.name().value()).isEqualTo("Rahim");
        assertThat(form.note()).isNull();
        assertThat(JSON.writeValueAsString(Map.of("token", Sensitive.of("t")))).isEqualTo("{\"token\":\"t\"}");
        assertThat(form).hasToString("Form[code=hidden, name=hidden, password=hidden, email=hidden, note=null]");
        assertThat(violations(form)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'code': 123456}", "{'code': true}", "{'code': ['1']}", "{'code': {'value': '1'}}"})
    void onlyTextIsText(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(JacksonException.class);
    }

    @Test
    void constraintsHoldForTheTextAndForNone() {
        assertThat(violations(new Form(none(), none(), none(), none(), null)))
                .containsOnlyKeys("code", "name", "password");
        assertThat(violations(new Form(
                        Sensitive.of(""),
                        Sensitive.of("\u200b "),
                        Sensitive.of(""),
                        Sensitive.of("nobody"),
                        Sensitive.of(""))))
                .containsOnlyKeys("name", "password", "email");
        assertThat(violations(new Form(
                        Sensitive.of("1"),
                        Sensitive.of("abcdef"),
                        Sensitive.of("x"),
                        Sensitive.of("a@b.example"),
                        null)))
                .containsOnlyKeys("name");
        assertThat(violations(new Form(
                        Sensitive.of("1"),
                        Sensitive.of("a\u0000b"),
                        Sensitive.of("x"),
                        Sensitive.of("a@b.example"),
                        null)))
                .containsEntry("name", PlainText.REFUSAL);
    }

    @Test
    void settingsAreBoundToIt() {
        var settings = bind(Map.of("shop.key", "hush", "shop.former", "a,b"));
        assertThat(settings.key().value()).isEqualTo("hush");
        assertThat(settings.former()).containsExactly(Sensitive.of("a"), Sensitive.of("b"));
        assertThat(bind(Map.of()).key()).isEqualTo(Sensitive.NONE);
    }

    private static Settings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("shop", Settings.class);
    }

    private static Form read(String body) {
        return JSON.readValue(body.replace('\'', '"'), Form.class);
    }

    @SuppressWarnings("NullAway") // what a client leaves out
    private static Sensitive none() {
        return null;
    }

    private static Map<String, String> violations(Form form) {
        return VALIDATOR.validate(form).stream()
                .collect(java.util.stream.Collectors.toMap(
                        violation -> violation.getPropertyPath().toString(), ConstraintViolation::getMessage));
    }
}
