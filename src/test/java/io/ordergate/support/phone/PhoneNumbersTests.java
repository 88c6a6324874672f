package io.ordergate.support.phone;

import static io.ordergate.support.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
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
                            example.e164().replaceAll("(\\+\\d{3})(\\d{2})(?=\\d{3})", "$1 ($2) "),
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
                        .filter(PhoneNumbersTests::canBeAMobile)
                        .map(number -> new Example(region, number)))
                .toList());
    }

    private static boolean canBeAMobile(Phonenumber.PhoneNumber number) {
        var type = UTIL.getNumberType(number);
        return type == PhoneNumberType.MOBILE
                || type == PhoneNumberType.FIXED_LINE_OR_MOBILE
                || UTIL.isPossibleNumberForTypeWithReason(number, PhoneNumberType.MOBILE)
                        == ValidationResult.IS_POSSIBLE;
    }

    @Test
    void noExampleOfAnotherKindIsTakenThatNoMobileCanHave() {
        var others = UTIL.getSupportedRegions().stream()
                .flatMap(region ->
                        Arrays.stream(PhoneNumberType.values()).map(type -> UTIL.getExampleNumberForType(region, type)))
                .filter(Objects::nonNull)
                .filter(number -> !canBeAMobile(number))
                .map(number -> UTIL.format(number, PhoneNumberFormat.E164));
        assertThat(others).hasSizeGreaterThan(200).allSatisfy(PhoneNumbersTests::isRefused);
    }

    private static void isRefused(String number) {
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse(number, null));
    }

    @Property(tries = 2000)
    void anyTextIsANumberOrRefused(
            @ForAll("texts") @StringLength(max = 60) String number, @ForAll("codes") String countryCode) {
        try {
            assertThat(PHONES.parse(number, countryCode).e164()).matches("\\+[1-9][0-9]{3,17}");
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_PHONE);
            assertThat(refused.errors())
                    .extracting(Failure.FieldError::field)
                    .containsAnyOf("phone_number", "country_code")
                    .hasSize(1);
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
        "+8801700000001,",
        "008801700000001,BD",
        "01700-000001,BD",
        "01700000001,+880",
        "1700000001,880",
        "০১৭০০০০০০০১,BD",
        "+৮৮০১৭০০০০০০০১,",
        "(01700) 000001,bd",
        "+880 (0) 1700-000001,",
        "tel:+880-1700-000001,",
        "bKash: 01700-000001,BD",
        "নগদ (০১৭০০) ০০০০০১,BD",
        "Rahim's phone \u202a+8801700000001\u202c,",
        "017.0000.0001.,880",
        "'01700000001, ',BD",
        "(01700000001),BD",
        "8801700000001,BD",
        "008801700000001,",
        "+８８０１７０００００００１,"
    })
    void readsWhatPeopleTypeInBangladesh(String number, @Nullable String countryCode) {
        assertThat(PHONES.parse(number, countryCode)).isEqualTo(Phones.aPhone());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+880",
                "880",
                "00880",
                "+৮৮০",
                "০০৮৮০",
                " +880 ",
                "(+880)",
                "+8 80",
                "BD",
                "bd",
                "BGD",
                "bgd",
                "\uff22\uff24",
                "BD (+880)",
                "BD +880",
                "+880 BD",
                "880 (BGD)",
                "\ud83c\udde7\ud83c\udde9",
                "\ud83c\udde7\ud83c\udde9 +880",
                "BGD 00880",
                "88",
                "+88",
                "0088",
                "৮৮",
                "\u200e+880"
            })
    void readsACountryAsPeopleWriteIt(String countryCode) {
        assertThat(PHONES.parse("01700000001", countryCode)).isEqualTo(Phones.aPhone());
        assertThat(Phones.numbers(false, countryCode).parse("01700000001", null))
                .isEqualTo(Phones.aPhone());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0880",
                "+00880",
                "000880",
                "+",
                "00",
                "8",
                "999",
                "ZZ",
                "XYZ",
                "Bangla",
                "BD+91",
                "+880 IN",
                "BGDx",
                "India",
                "BD +880 BD",
                "+BD",
                "\ud83c\uddee\ud83c\uddf3 +880",
                "\ud83c\udde7",
                "BD+",
                "880x",
                "+880+",
                "++880",
                "880,91",
                "8801700000001",
                "0",
                "-",
                "+800",
                "881",
                "\u0000",
                "+880\u0000",
                "#880",
                "B D X Q"
            })
    void refusesWhatIsNoCountry(String countryCode) {
        assertThat(refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("01700000001", countryCode))
                        .errors())
                .extracting(Failure.FieldError::field)
                .containsExactly("country_code");
        assertThatThrownBy(() -> Phones.numbers(false, countryCode))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PHONE_DEFAULT_COUNTRY");
    }

    @ParameterizedTest
    @CsvSource({
        "067 123 4567,+38,+380671234567",
        "00254712345678,KE,+254712345678",
        "00254 712 345678,US,+254712345678",
        "00 880 1700-000001,KE,+8801700000001",
        "0110254712345678,AU,",
        "011 880 1700000001,US,+8801700000001",
        "00852 9123 4567,HK,+85291234567",
        "555 0123,+1-876,+18765550123",
        "8765550123,1876,+18765550123",
        "0712345678,KEN,+254712345678",
        "1234567890,+1,+11234567890",
        "0701020304,CI,+2250701020304",
        "0065 9123 4567,SG,+6591234567",
        "7912345678,UK,+447912345678"
    })
    void readsANumberThatItsCountryDialsInAnotherWay(String number, String countryCode, @Nullable String e164) {
        if (e164 == null) {
            refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse(number, countryCode));
        } else {
            assertThat(PHONES.parse(number, countryCode).e164()).isEqualTo(e164);
        }
    }

    /** In Singapore 001 is one of the prefixes of other countries; elsewhere 1 behind 00 is North America. */
    @Test
    void whatCanBeReadAsTwoNumbersIsRefused() {
        var refusal = refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse("001 65 9123 4567", "SG"));
        assertThat(refusal.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("phone_number");
            assertThat(error.message()).contains("two numbers");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "+91919876543210,",
        "98765432,IN",
        "+9198765432,",
        "+2547123456789,",
        "7123456789,KE",
        "0803123456,NG",
        "0803123456,+234",
        "+2340803123456,",
        "0712345678,US",
        "0065991234567,SG",
        "1700000001,88",
        "171234567,38",
        "+88027111234,",
        "+80012345678,",
        "+979123456789,",
        "0777123456,42",
        "01700000001,+1",
        "8801700000001,+91"
    })
    void refusesLengthsThatNoMobileHasAndCountriesThatDoNotFit(String number, @Nullable String countryCode) {
        refusal(ProblemCode.INVALID_PHONE, () -> PHONES.parse(number, countryCode));
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
                "+8801XXXXXXXXX",
                "+8801xxxxxxxxx",
                "+880undefined",
                "+880null",
                "+1800FLOWERS",
                "1-800-FLOWERS",
                "+8801700000001 (office)",
                "+8801700000001 or so",
                "+8801700000001x",
                "+88017O0000001",
                "+88017\u09660000001\u0995",
                "++8801700000001",
                "+ +8801700000001",
                "A+ +8801700000001",
                "+8801700000001\u0000",
                "\u0000+8801700000001",
                "+8801700000001\n01800000001",
                "+88017000000\n01",
                "+8801700000001/02",
                "+8801700000001 (2)",
                "+8801700000001#",
                "+8801700000001;phone-context=+1",
                "*121#",
                "+880\u2460700000001",
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

    @Test
    void numbersAreTheSameWhenTheirE164FormIs() {
        var phone = Phones.aPhone();
        assertThat(new PhoneNumber(phone.e164(), PhoneNumbers.NO_COUNTRY))
                .isEqualTo(phone)
                .hasSameHashCodeAs(phone);
        assertThat(new PhoneNumber("+8801700000002", phone.country())).isNotEqualTo(phone);
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
