package io.ordergate.support.phone;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import io.ordergate.support.ClientSettings;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.CountryCodes.Home;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns what people type into E.164, by the rules of each country (libphonenumber). */
@Component
public class PhoneNumbers implements ClientSettings {

    /** The country of numbers that belong to none: satellite and international networks. */
    public static final String NO_COUNTRY = PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY;

    private static final String NUMBER = "phone_number";
    private static final String INTERNATIONAL_PREFIX = "00";
    private static final Set<PhoneNumberType> MOBILES =
            EnumSet.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);

    private final PhoneNumberUtil util = PhoneNumberUtil.getInstance();
    private final CountryCodes countryCodes = new CountryCodes(util);
    private final PhoneSettings settings;
    private final @Nullable Home defaultCountry;

    PhoneNumbers(PhoneSettings settings) {
        this.settings = settings;
        this.defaultCountry = defaultCountry(settings.defaultCountry());
        readEveryCountry();
    }

    @Override
    public Map<String, Object> forClients() {
        return defaultCountry == null ? Map.of() : Map.of("default_country", defaultCountry.region());
    }

    private @Nullable Home defaultCountry(@Nullable String code) {
        if (code == null || code.isBlank()) {
            return null;
        }
        var country = countryCodes.read(code);
        if (country == null) {
            throw new IllegalStateException("PHONE_DEFAULT_COUNTRY is not a country: write BD or +880");
        }
        return country;
    }

    /** The rules of a country are read from a file at first use: all of them now, so that no event loop ever reads one. */
    private void readEveryCountry() {
        util.getSupportedRegions().forEach(util::getCountryCodeForRegion);
        util.getSupportedRegions().forEach(util::getExampleNumber);
        util.getSupportedGlobalNetworkCallingCodes().forEach(util::getExampleNumberForNonGeoEntity);
    }

    /** The same for a number that was sent as {@code phone_number}. */
    public PhoneNumber parse(String number, @Nullable String countryCode) {
        return parse(NUMBER, number, countryCode);
    }

    /**
     * The number in any form its country uses, with words before it or none.
     *
     * @param field the name under which the client sent it
     * @param countryCode a calling code ({@code +880}) or a country ({@code BD}) for numbers in national form
     * @throws Failure {@code invalid-phone} when no mobile can have such a number, or when it can be read as two of them;
     *     its {@code errors} name the field, or {@code country_code}
     */
    public PhoneNumber parse(String field, String number, @Nullable String countryCode) {
        var text = PhoneText.of(number);
        if (text == null) {
            throw invalid(field, "must be one phone number, without letters behind its first digit");
        }
        var readings = text.international()
                ? read("+" + text.digits(), null)
                : Stream.concat(abroad(text.digits()), atHome(text.digits(), country(countryCode)));
        var numbers = readings.distinct().toList();
        if (numbers.size() != 1) {
            throw invalid(
                    field,
                    numbers.isEmpty()
                            ? "must be the number of a mobile, in international form (+8801700000001) or with its country_code"
                            : "can be read as two numbers: write it in international form (+8801700000001)");
        }
        return numbers.get(0);
    }

    /**
     * A number that was read once and is stored in E.164. It stays what it is when numbers are read by other rules today.
     */
    public PhoneNumber stored(String e164) {
        try {
            return new PhoneNumber(e164, countryOf(util.parse(e164, null)));
        } catch (NumberParseException notANumberToday) {
            return new PhoneNumber(e164, NO_COUNTRY);
        }
    }

    /** The same for a number that may be absent. */
    public @Nullable PhoneNumber storedOrNull(@Nullable String e164) {
        return e164 == null ? null : stored(e164);
    }

    private @Nullable Home country(@Nullable String code) {
        if (code == null || code.isBlank()) {
            return defaultCountry;
        }
        var country = countryCodes.read(code);
        if (country == null) {
            throw invalid("country_code", "must be a calling code such as +880, or a country such as BD");
        }
        return country;
    }

    /** People write 00 for the plus sign even where another prefix is dialled. */
    private Stream<PhoneNumber> abroad(String digits) {
        return digits.startsWith(INTERNATIONAL_PREFIX)
                ? read("+" + digits.substring(INTERNATIONAL_PREFIX.length()), null)
                : Stream.empty();
    }

    private Stream<PhoneNumber> atHome(String digits, @Nullable Home home) {
        var national = home == null ? null : home.national(digits);
        return home == null || national == null || isWrittenFromAbroad(digits, home)
                ? Stream.empty()
                : read(national, home.region());
    }

    /** {@code 0065} in Singapore is its own calling code, although 006 could be what is dialled there before another one. */
    private boolean isWrittenFromAbroad(String digits, Home home) {
        return digits.startsWith(INTERNATIONAL_PREFIX + util.getCountryCodeForRegion(home.region()));
    }

    private Stream<PhoneNumber> read(String digits, @Nullable String region) {
        try {
            var number = util.parse(digits, region);
            return isTaken(number)
                    ? Stream.of(new PhoneNumber(util.format(number, PhoneNumberFormat.E164), countryOf(number)))
                    : Stream.empty();
        } catch (NumberParseException notANumber) {
            return Stream.empty();
        }
    }

    /** The kinds of lines that there are. */
    public static Set<String> kinds() {
        return Arrays.stream(PhoneNumberType.values()).map(PhoneNumbers::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The countries that there are (ISO 3166, and {@code 001} for numbers of none). */
    public Set<String> countries() {
        return Stream.concat(util.getSupportedRegions().stream(), Stream.of(NO_COUNTRY))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Tells lines of these kinds from all others.
     *
     * @param kinds in the words of libphonenumber: {@code premium_rate}, {@code unknown}
     */
    public Predicate<PhoneNumber> linesOf(Set<String> kinds) {
        var types = kinds.stream()
                .map(kind -> PhoneNumberType.valueOf(kind.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
        return phone -> types.contains(kindOf(phone));
    }

    /** What kind of line it is. */
    PhoneNumberType kindOf(PhoneNumber phone) {
        try {
            return util.getNumberType(util.parse(phone.e164(), null));
        } catch (NumberParseException impossible) {
            throw new IllegalStateException("E.164 can be read", impossible);
        }
    }

    private static String name(PhoneNumberType kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private String countryOf(Phonenumber.PhoneNumber number) {
        var region = util.getRegionCodeForNumber(number);
        return region == null ? util.getRegionCodeForCountryCode(number.getCountryCode()) : region;
    }

    /**
     * A mobile can have the number, by its length. A number without its area code is possible too, but only for a neighbour
     * who dials it. A zero in front belongs to the number in few countries; elsewhere it is dialled before a shorter one, of which
     * a digit is missing.
     */
    private boolean isTaken(Phonenumber.PhoneNumber number) {
        return (isPossibleMobile(number) || MOBILES.contains(util.getNumberType(number)))
                && (!number.isItalianLeadingZero() || util.isValidNumber(number))
                && (!settings.strictNumbers() || util.isValidNumber(number));
    }

    private boolean isPossibleMobile(Phonenumber.PhoneNumber number) {
        return util.isPossibleNumberForTypeWithReason(number, PhoneNumberType.MOBILE) == ValidationResult.IS_POSSIBLE;
    }

    private static Failure invalid(String field, String message) {
        return Failure.of(ProblemCode.INVALID_PHONE).about(field, message);
    }
}
