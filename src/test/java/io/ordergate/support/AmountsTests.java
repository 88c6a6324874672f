package io.ordergate.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTests {

    private static final Set<String> FLOATING = Set.of("float", "double", "java.lang.Float", "java.lang.Double");
    private static final CurrencyUnit BDT = CurrencyUnit.of("BDT");

    @Property(tries = 2000)
    void anAmountSurvivesTheWayToTextAndToMinorUnitsAndBack(
            @ForAll("currencies") CurrencyUnit currency, @ForAll @LongRange(max = Amounts.MAX_MINOR) long minor) {
        var text = Amounts.text(Amounts.ofMinor(currency.getCode(), minor));
        var read = money(text, currency);
        assertThat(Amounts.minor(read)).isEqualTo(minor);
        assertThat(Amounts.text(read)).isEqualTo(text);
        assertThat(Amounts.text(Amounts.ofMinor(currency.getCode(), Amounts.minor(read))))
                .isEqualTo(text);
        var places = currency.getDecimalPlaces();
        assertThat(text).matches(places == 0 ? "\\d+" : "\\d+\\.\\d{" + places + "}");
    }

    @Property(tries = 500)
    void aSumIsTheSumOfMinorUnits(@ForAll("currencies") CurrencyUnit currency, @ForAll("lines") List<Line> lines) {
        var expected = lines.stream()
                .map(line -> BigInteger.valueOf(line.minor).multiply(BigInteger.valueOf(line.quantity)))
                .reduce(BigInteger.ZERO, BigInteger::add);
        var sum = lines.stream()
                .map(line -> Amounts.ofMinor(currency.getCode(), line.minor).multipliedBy(line.quantity))
                .reduce(Money.zero(currency), Money::plus);
        assertThat(sum.getAmountMinor().toBigIntegerExact()).isEqualTo(expected);
    }

    @Property(tries = 500)
    void zerosBehindTheDecimalsChangeNothing(
            @ForAll("currencies") CurrencyUnit currency,
            @ForAll @LongRange(max = 1_000_000) long minor,
            @ForAll @IntRange(max = 6) int zeros) {
        var exact = BigDecimal.valueOf(minor, currency.getDecimalPlaces());
        assertThat(Amounts.minor(money(exact.setScale(exact.scale() + zeros).toPlainString(), currency)))
                .isEqualTo(minor);
    }

    @Property(tries = 500)
    void oneDecimalTooManyIsRefused(
            @ForAll("currencies") CurrencyUnit currency,
            @ForAll @LongRange(max = 1_000_000) long whole,
            @ForAll @IntRange(min = 1, max = 9) int digit) {
        var amount = BigDecimal.valueOf(whole * 10 + digit, currency.getDecimalPlaces() + 1);
        assertThat(Amounts.money(amount, currency)).isNull();
    }

    @Property
    void negativeAmountsAreRefused(
            @ForAll("currencies") CurrencyUnit currency, @ForAll @LongRange(min = 1) long minor) {
        assertThat(Amounts.money(BigDecimal.valueOf(-minor, currency.getDecimalPlaces()), currency))
                .isNull();
    }

    @Property
    void amountsAboveTheLimitAreRefused(
            @ForAll("currencies") CurrencyUnit currency, @ForAll @LongRange(min = Amounts.MAX_MINOR + 1) long minor) {
        assertThat(Amounts.money(BigDecimal.valueOf(minor, currency.getDecimalPlaces()), currency))
                .isNull();
    }

    @Provide
    Arbitrary<CurrencyUnit> currencies() {
        return Arbitraries.of(real().toList());
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, Amounts.MAX_MINOR),
                        Arbitraries.integers().between(1, 10_000))
                .as(Line::new)
                .list()
                .ofMaxSize(100);
    }

    @Timeout(30)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E+999999999",
                "1E-999999999",
                "-1E+999999999",
                "1E+2147483647",
                "1E-2147483647",
                "0E-999999999",
                "9999999999999999999",
                "1E+18",
                "1E-18",
                "10000000000000.01",
                "0.001",
                "-0.01",
                "-1"
            })
    void amountsThatNoOrderHasAreRefusedAtOnce(String amount) {
        assertThat(Amounts.money(new BigDecimal(amount), BDT)).isNull();
    }

    @Timeout(30)
    @Test
    void endlessDigitsAreRefusedAtOnce() {
        assertThat(Amounts.money(new BigDecimal(BigInteger.TEN.pow(50_000), 2), BDT))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "900,BDT,900.00",
        "9E+2,BDT,900.00",
        "0,BDT,0.00",
        "0.00,BDT,0.00",
        "10000000000000,BDT,10000000000000.00",
        "900,JPY,900",
        "9E+2,JPY,900",
        "0.125,KWD,0.125",
        "1.5,KWD,1.500"
    })
    void textHasTheDecimalsOfTheCurrency(String amount, String currency, String text) {
        assertThat(Amounts.text(money(amount, CurrencyUnit.of(currency)))).isEqualTo(text);
    }

    @Test
    void everyRealCurrencyIsKnownByItsCode() {
        assertThat(real()).hasSizeGreaterThan(140).allSatisfy(currency -> {
            assertThat(Amounts.currency(currency.getCode())).isEqualTo(currency);
            assertThat(Amounts.currency(currency.getCode().toLowerCase(Locale.ROOT)))
                    .isEqualTo(currency);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "B", "BDTT", "ZZZ", "XAU", "XXX", "XTS", "050", "৳", "\u0000", "BDT "})
    void nothingElseIsACurrency(String code) {
        assertThat(Amounts.currency(code)).isNull();
    }

    @Test
    void noFloatingPointNumberComesNearMoney() {
        var code = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.ordergate");
        noClasses()
                .that()
                .resideInAnyPackage("io.ordergate.support", "io.ordergate.ordering", "io.ordergate.checkout")
                .should(ArchConditions.be(holdingFloatingPointNumbers()))
                .check(code);
        var sample = new ClassFileImporter().importClasses(Floating.class, Line.class);
        assertThat(sample.stream().filter(holdingFloatingPointNumbers()))
                .extracting(JavaClass::getSimpleName)
                .containsExactly("Floating");
    }

    private static DescribedPredicate<JavaClass> holdingFloatingPointNumbers() {
        return DescribedPredicate.describe("holding floating point numbers", type -> Stream.of(
                        type.getFields().stream().map(JavaField::getRawType),
                        type.getCodeUnits().stream().map(JavaCodeUnit::getRawReturnType),
                        type.getCodeUnits().stream().flatMap(unit -> unit.getRawParameterTypes().stream()))
                .flatMap(types -> types)
                .anyMatch(used -> FLOATING.contains(used.getBaseComponentType().getFullName())));
    }

    private static Stream<CurrencyUnit> real() {
        return CurrencyUnit.registeredCurrencies().stream().filter(currency -> !currency.isPseudoCurrency());
    }

    private static Money money(String amount, CurrencyUnit currency) {
        return Objects.requireNonNull(Amounts.money(new BigDecimal(amount), currency));
    }

    record Line(long minor, int quantity) {}

    record Floating(@Nullable Double price) {}
}
