package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** What the rules of single kinds say of a number, against what all rules say. */
class LineKindsTests {

    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
    private static final PhoneNumbers PHONES = Phones.numbers();
    private static final List<Set<String>> SETS = Stream.concat(
                    Stream.of(Set.<String>of(), PhoneNumbers.kinds(), Set.of("premium_rate", "shared_cost")),
                    PhoneNumbers.kinds().stream().map(Set::of))
            .toList();
    private static final List<Predicate<PhoneNumber>> LINES =
            SETS.stream().map(PHONES::linesOf).toList();

    @Test
    void everyExampleIsOfItsKindAlone() {
        var examples = UTIL.getSupportedRegions().stream()
                .flatMap(region ->
                        Arrays.stream(PhoneNumberType.values()).map(type -> UTIL.getExampleNumberForType(region, type)))
                .filter(Objects::nonNull)
                .map(number -> UTIL.format(number, PhoneNumberFormat.E164))
                .collect(Collectors.toSet());
        assertThat(examples).hasSizeGreaterThan(900).allSatisfy(LineKindsTests::isToldAlike);
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void anyNumberIsOfTheKindThatTheLibrarySays(@ForAll Random random) {
        for (var callingCode : UTIL.getSupportedCallingCodes()) {
            for (var time = 0; time < 60; time++) {
                var number = new StringBuilder("+").append(callingCode);
                for (var digits = 4 + random.nextInt(9); digits > 0; digits--) {
                    number.append((char) ('0' + random.nextInt(10)));
                }
                if (isTaken(number.toString())) {
                    isToldAlike(number.toString());
                }
            }
        }
    }

    private static boolean isTaken(String number) {
        try {
            PHONES.parse(number, null);
            return true;
        } catch (Failure refused) {
            return false;
        }
    }

    private static void isToldAlike(String number) {
        var phone = PHONES.parse(number, null);
        var kind = PHONES.kindOf(phone).name().toLowerCase(Locale.ROOT);
        for (var place = 0; place < SETS.size(); place++) {
            assertThat(LINES.get(place).test(phone))
                    .as("%s, a line of %s, among %s", number, kind, SETS.get(place))
                    .isEqualTo(SETS.get(place).contains(kind));
        }
    }
}
