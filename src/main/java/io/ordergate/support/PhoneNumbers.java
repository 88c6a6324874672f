package io.ordergate.support;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns what people type into E.164, by the rules of each country (libphonenumber). */
@Component
public class PhoneNumbers {

    private static final int LONGEST = 40;
    private static final Pattern CALLING_CODE = Pattern.compile("\\+?\\d{1,4}");

    private final PhoneNumberUtil util = PhoneNumberUtil.getInstance();
    private final PlainNumbers plainNumbers = new PlainNumbers(util);
    private final PhoneSettings settings;

    PhoneNumbers(PhoneSettings settings) {
        this.settings = settings;
        readEveryCountry();
    }

    /** The rules of a country are read from a file at first use: all of them now, so that no event loop ever reads one. */
    private void readEveryCountry() {
        util.getSupportedRegions().forEach(util::getCountryCodeForRegion);
        util.getSupportedRegions().forEach(util::getExampleNumber);
        util.getSupportedGlobalNetworkCallingCodes().forEach(util::getExampleNumberForNonGeoEntity);
    }

    /**
     * The number in any form its country uses.
     *
     * @param countryCode a calling code ({@code +880}) or a country ({@code BD}) for numbers in national form
     * @throws Failure {@code invalid-phone} when no such number is possible
     */
    public PhoneNumber parse(String number, @Nullable String countryCode) {
        var plain = plainNumbers.read(number);
        return plain == null ? found(number, countryCode) : new PhoneNumber(number, countryOf(plain));
    }

    private PhoneNumber found(String number, @Nullable String countryCode) {
        if (number.length() > LONGEST) {
            throw invalid();
        }
        try {
            var found = util.parse(number, regionOf(countryCode));
            var country = countryOf(found);
            return new PhoneNumber(util.format(found, PhoneNumberFormat.E164), country);
        } catch (NumberParseException notANumber) {
            throw invalid();
        }
    }

    /** The kinds of lines that there are. */
    public static Set<String> kinds() {
        return Arrays.stream(PhoneNumberType.values()).map(PhoneNumbers::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The countries that there are (ISO 3166, and {@code 001} for numbers of none). */
    public Set<String> countries() {
        return Stream.concat(
                        util.getSupportedRegions().stream(), Stream.of(PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Tells lines of these kinds from all others. To be called at the start, since it reads files.
     *
     * @param kinds in the words of libphonenumber: {@code premium_rate}, {@code unknown}
     */
    public Predicate<PhoneNumber> linesOf(Set<String> kinds) {
        var lines = new LineKinds(
                util,
                kinds.stream()
                        .map(kind -> PhoneNumberType.valueOf(kind.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet()));
        return phone -> lines.contain(phone, () -> kindOf(phone));
    }

    /** What kind of line it is, by all rules of libphonenumber. */
    PhoneNumberType kindOf(PhoneNumber phone) {
        return util.getNumberType(digits(phone));
    }

    /** What parsing would find out, which is dear: it is here already, unless zeros begin the number of the line. */
    private Phonenumber.PhoneNumber digits(PhoneNumber phone) {
        var callingCode = util.getCountryCodeForRegion(phone.country());
        var prefix = "+" + callingCode;
        var line = phone.e164().startsWith(prefix) ? phone.e164().substring(prefix.length()) : "0";
        if (line.startsWith("0")) {
            return parsed(phone.e164());
        }
        return new Phonenumber.PhoneNumber().setCountryCode(callingCode).setNationalNumber(Long.parseLong(line));
    }

    private Phonenumber.PhoneNumber parsed(String e164) {
        try {
            return util.parse(e164, null);
        } catch (NumberParseException impossible) {
            throw new IllegalStateException("E.164 can be read", impossible);
        }
    }

    private static String name(PhoneNumberType kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Where the number belongs, if it may be taken at all. */
    private String countryOf(Phonenumber.PhoneNumber number) {
        var region = util.getRegionCodeForNumber(number);
        if (!isLine(number, region) || number.hasExtension()) {
            throw invalid();
        }
        return region == null ? util.getRegionCodeForCountryCode(number.getCountryCode()) : region;
    }

    /** A number without its area code is possible too, but only for a neighbour who dials it. */
    private boolean isLine(Phonenumber.PhoneNumber number, @Nullable String region) {
        var possible = util.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE;
        return (possible && !settings.strictNumbers()) || util.isValidNumberForRegion(number, region);
    }

    private @Nullable String regionOf(@Nullable String countryCode) {
        if (countryCode == null || countryCode.isBlank()) {
            return settings.defaultCountry();
        }
        var code = countryCode.strip();
        if (CALLING_CODE.matcher(code).matches()) {
            return util.getRegionCodeForCountryCode(Integer.parseInt(code.replace("+", "")));
        }
        return code.toUpperCase(Locale.ROOT);
    }

    private static Failure invalid() {
        return Failure.of(ProblemCode.INVALID_PHONE);
    }
}
