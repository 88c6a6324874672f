package io.ordergate.support;

import static io.ordergate.support.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTests {

    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
    private static final PhoneNumbers PHONES = Phones.numbers();
    private static final PhoneNumbers STRICT = Phones.numbers(true, "BD");

    record Example(String region, Phonenumber.PhoneNumber number) {

        String formatted(PhoneNumberFormat format) {
            return UTIL.format(number, format);
        }

        String e164() {
            return formatted(PhoneNumberFormat.E164);
        }

        @Override
        public String toString() {
            return region + " " + e164();
        }
    }

    @Property(tries = 4000)
    void everyExampleOfEveryCountryIsReadInEveryForm(@ForAll("examples") Example example) {
        for (var phones : new PhoneNumbers[] {PHONES, STRICT}) {
            assertThat(Stream.of(
                            example.e164(),
                            example.formatted(PhoneNumberFormat.INTERNATIONAL),
                            example.formatted(PhoneNumberFormat.INTERNATIONAL).replace(' ', '-'),
                            example.e164().replaceAll("(\\+\\d{3})(\\d{2})", "$1 ($2) "),
                            "  " + String.join(" ", example.e164().split("(?<=\\d)", -1)),
                            example.e164().replaceAll("(\\d)(?=\\d)", "$1.")))
                    .allSatisfy(
                            text -> assertThat(phones.parse(text, null).e164()).isEqualTo(example.e164()));
        }
    }

    @Property(tries = 4000)
    void everyExampleOfEveryCountryIsReadInNationalFormWithItsCountry(@ForAll("examples") Example example) {
        var national = example.formatted(PhoneNumberFormat.NATIONAL);
        var callingCode = Integer.toString(example.number().getCountryCode());
        assertThat(Stream.of(
                        PHONES.parse(national, example.region()),
                        PHONES.parse(national.replaceAll("[ -]", ""), example.region()),
                        PHONES.parse(national, callingCode),
                        PHONES.parse(national, "+" + callingCode),
                        PHONES.parse(UTIL.getNationalSignificantNumber(example.number()), " +" + callingCode + " ")))
                .extracting(PhoneNumber::e164)
                .containsOnly(example.e164());
    }

    @Property(tries = 4000)
    void knowsTheCountryOfEveryExample(@ForAll("examples") Example example) {
        assertThat(PHONES.parse(example.e164(), "BD").country())
                .isEqualTo(UTIL.getRegionCodeForNumber(example.number()))
                .hasSize(2);
    }

    @Property(tries = 4000)
    void knowsTheKindOfEveryExample(@ForAll("examples") Example example) throws NumberParseException {
        var phone = PHONES.parse(example.e164(), null);
        assertThat(PHONES.kindOf(phone)).isEqualTo(UTIL.getNumberType(UTIL.parse(phone.e164(), null)));
    }

    @Provide
    Arbitrary<Example> examples() {
        return Arbitraries.of(UTIL.getSupportedRegions().stream()
                .sorted()
                .flatMap(region -> Arrays.stream(PhoneNumberType.values())
                        .map(type -> UTIL.getExampleNumberForType(region, type))
                        .filter(Objects::nonNull)
                        .distinct()
                        .map(number -> new Example(region, number)))
                .toList());
    }

    @Property(tries = 2000)
    void anyTextIsANumberOrRefused(
            @ForAll("texts") @StringLength(max = 60) String number, @ForAll("codes") String countryCode) {
        try {
            assertThat(PHONES.parse(number, countryCode).e164()).matches("\\+[1-9][0-9]{3,17}");
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_PHONE);
            assertThat(refused.errors()).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all(),
                Arbitraries.strings().withChars("+0123456789 -().;=ext/#*~০৯０\u0000\u2060"));
    }

    @Provide
    Arbitrary<String> codes() {
        return Arbitraries.oneOf(
                Arbitraries.of("", " ", "+880", "BD", "bd", "001", "ZZ", "+0", "+9999", "880 ", "+", "1-"),
                Arbitraries.strings().all().ofMaxLength(6));
    }

    @ParameterizedTest
    @CsvSource({
        "+8801700000001,", "008801700000001,BD", "01700-000001,BD", "01700000001,+880", "1700000001,880",
        "০১৭০০০০০০০১,BD", "+৮৮০১৭০০০০০০০১,", "(01700) 000001,bd", "+880 (0) 1700-000001,", "tel:+880-1700-000001,"
    })
    void readsWhatPeopleTypeInBangladesh(String number, @Nullable String countryCode) {
        assertThat(PHONES.parse(number, countryCode)).isEqualTo(Phones.aPhone());
    }

    @Test
    void theDefaultCountryIsTakenWhenNoneIsNamed() {
        assertThat(STRICT.parse("01712345678", null).e164()).isEqualTo("+8801712345678");
        assertThat(STRICT.parse("01712345678", " ").e164()).isEqualTo("+8801712345678");
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("01712345678", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+",
                "0",
                "12",
                "+880",
                "+88017",
                "hello",
                "\u0000",
                "+8801700000001\u0000x7",
                "+8801700000001 ext. 5",
                "+8801700000001;ext=5",
                "+880170000000100000000",
                "+9999999999999",
                "+8801700000001, +8801700000002",
                "+88017000000010000000000000000000000000000000000000",
                "\ud800",
                "\u202e+",
                "+0000000000000"
            })
    void refusesWhatIsNoNumber(String number) {
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse(number, null));
        refusal(ProblemCode.INVALID_PHONE, () -> STRICT.parse(number, "+880"));
    }

    @Test
    void hugeTextIsRefused() {
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("1".repeat(1_000_000), "BD"));
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("01700000001", "B".repeat(1_000_000)));
    }

    @Test
    void aNumberWithoutItsAreaCodeIsRefused() {
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("+1 253-0000", null));
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("253-0000", "US"));
    }

    @Test
    void onlyTheStrictRefuseALineThatNobodyCanHave() {
        assertThat(PHONES.parse("+8801000000001", null).e164()).isEqualTo("+8801000000001");
        refusal(ProblemCode.INVALID_PHONE, () -> STRICT.parse("+8801000000001", null));
    }

    @Test
    void refusalsDoNotRepeatTheNumber() {
        var failure = refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("4242 4242 4242 4242 42", null));
        assertThat(failure.detail()).doesNotContain("4242");
    }

    @Property
    void showsTheFirstSixAndTheLastThreeAtTheMost(@ForAll("examples") Example example) {
        assertThat(new PhoneNumber(example.e164(), example.region())).satisfies(PhoneNumbersTests::isMasked);
    }

    @Property(tries = 300)
    void masksNumbersOfAnyLength(@ForAll("digits") String digits) {
        assertThat(new PhoneNumber("+" + digits, "BD")).satisfies(PhoneNumbersTests::isMasked);
    }

    @Provide
    Arbitrary<String> digits() {
        return Arbitraries.strings().numeric().ofMaxLength(18);
    }

    @Test
    void masksTheMiddle() {
        assertThat(Phones.aPhone().masked()).isEqualTo("+88017•••••001");
    }

    private static void isMasked(PhoneNumber phone) {
        var e164 = phone.e164();
        var masked = phone.masked();
        assertThat(masked).hasSameSizeAs(e164).isEqualTo(phone.toString());
        for (var index = 0; index < e164.length(); index++) {
            var hidden = masked.charAt(index) == '•';
            assertThat(hidden || index < 6 || index >= e164.length() - 3).isTrue();
            assertThat(hidden || masked.charAt(index) == e164.charAt(index)).isTrue();
        }
        assertThat(masked).contains("•");
    }
}
