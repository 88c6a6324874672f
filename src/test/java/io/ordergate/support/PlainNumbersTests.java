package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNumbersTests {

    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
    private static final PlainNumbers PLAIN = new PlainNumbers(UTIL);
    private static final PhoneNumbers LENIENT = Phones.numbers();
    private static final PhoneNumbers STRICT = Phones.numbers(true, null);
    private static final List<String> REGIONS = List.of("", "BD", "US", "RU", "IT", "AR", "ZZ", "001");
    private static final List<String> EXAMPLES = examples().toList();

    @Test
    void everyExampleIsReadAsTheLibraryReadsIt() {
        assertThat(EXAMPLES).hasSizeGreaterThan(1000).allSatisfy(PlainNumbersTests::isReadAlike);
    }

    @Test
    void mostExamplesNeedNoSearch() {
        assertThat(EXAMPLES.stream().filter(text -> PLAIN.read(text) != null)).hasSizeGreaterThan(900);
        assertThat(Stream.of("+8801712345678", "+254712345678", "+919812345678", "+12125550123", "+447912345678"))
                .allSatisfy(text -> assertThat(PLAIN.read(text)).isNotNull());
    }

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void anyDigitsOfAnyCountryAreReadAsTheLibraryReadsThem(@ForAll Random random) {
        for (var callingCode : UTIL.getSupportedCallingCodes()) {
            for (var time = 0; time < 100; time++) {
                isReadAlike("+" + callingCode + digits(random, 3 + random.nextInt(13)));
            }
        }
    }

    /** What callers at home dial first is where E.164 that is written wrongly, and its reading, differ. */
    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void digitsTooManyOrTooFewAreReadAsTheLibraryReadsThem(@ForAll Random random) {
        for (var example : EXAMPLES) {
            var number = parsed(example, null).orElseThrow();
            var line = UTIL.getNationalSignificantNumber(number);
            for (var before = 0; before < 4; before++) {
                isReadAlike("+" + number.getCountryCode() + digits(random, before) + line.substring(random.nextInt(3)));
            }
        }
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void whatIsTakenAndRefusedIsWhatTheLibrarySays(@ForAll Random random) {
        for (var callingCode : UTIL.getSupportedCallingCodes()) {
            for (var time = 0; time < 30; time++) {
                isTakenAlike("+" + callingCode + digits(random, 5 + random.nextInt(7)));
            }
        }
        EXAMPLES.forEach(PlainNumbersTests::isTakenAlike);
        EXAMPLES.forEach(text -> isTakenAlike(text.substring(0, text.length() - 2) + digits(random, 2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+78005553535", "+11234567890", "+5491123456789", "+0880171234567", "+390612345678", "+2101234567",
                "+880171", "+88017123456789012", "8801712345678", "+880 1712345678", "+880171234567x", "+৮৮০১৭০০০০০০০১"
            })
    void whatIsNotCertainIsLeftToTheLibrary(String text) {
        assertThat(PLAIN.read(text)).isNull();
        isTakenAlike(text);
    }

    private static void isReadAlike(String text) {
        var plain = PLAIN.read(text);
        if (plain != null) {
            var region = REGIONS.get(Math.floorMod(text.hashCode(), REGIONS.size()));
            if (!parsed(text, region.isEmpty() ? null : region).equals(Optional.of(plain))) {
                throw new AssertionError(text + " is read unlike the library does, in " + region);
            }
        }
    }

    private static void isTakenAlike(String text) {
        for (var strict : List.of(true, false)) {
            var taken = taken(strict ? STRICT : LENIENT, text);
            if (!taken.equals(parsed(text, null).flatMap(number -> accepted(number, strict)))) {
                throw new AssertionError(text + " is taken unlike the library does, as " + taken);
            }
        }
    }

    private static Optional<PhoneNumber> taken(PhoneNumbers phones, String text) {
        try {
            return Optional.of(phones.parse(text, null));
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_PHONE);
            return Optional.empty();
        }
    }

    private static Optional<PhoneNumber> accepted(Phonenumber.PhoneNumber number, boolean strict) {
        var possible = UTIL.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE;
        if (number.hasExtension() || !((possible && !strict) || UTIL.isValidNumber(number))) {
            return Optional.empty();
        }
        var region = UTIL.getRegionCodeForNumber(number);
        var country = region == null ? UTIL.getRegionCodeForCountryCode(number.getCountryCode()) : region;
        return Optional.of(new PhoneNumber(UTIL.format(number, PhoneNumberFormat.E164), country));
    }

    private static Optional<Phonenumber.PhoneNumber> parsed(String text, @Nullable String region) {
        try {
            return Optional.of(UTIL.parse(text, region));
        } catch (NumberParseException notANumber) {
            return Optional.empty();
        }
    }

    private static String digits(Random random, int count) {
        return IntStream.range(0, count)
                .collect(StringBuilder::new, (text, index) -> text.append(random.nextInt(10)), StringBuilder::append)
                .toString();
    }

    private static Stream<String> examples() {
        var ofRegions = UTIL.getSupportedRegions().stream().flatMap(region -> Arrays.stream(PhoneNumberType.values())
                .map(type -> UTIL.getExampleNumberForType(region, type)));
        var ofNone = UTIL.getSupportedGlobalNetworkCallingCodes().stream().map(UTIL::getExampleNumberForNonGeoEntity);
        return Stream.concat(ofRegions, ofNone)
                .filter(Objects::nonNull)
                .map(number -> UTIL.format(number, PhoneNumberFormat.E164))
                .sorted()
                .distinct();
    }
}
