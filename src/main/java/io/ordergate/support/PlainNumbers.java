package io.ordergate.support;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.Phonenumber;
import com.google.i18n.phonenumbers.metadata.source.MetadataSource;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what is E.164 already, as most of it is: libphonenumber would find the same, after a long search in the text. */
class PlainNumbers {

    private static final int SHORTEST = 1 + 8;
    private static final int LONGEST = 1 + 15;
    private static final int LONGEST_CALLING_CODE = 3;
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** What callers at home may dial before a line, by calling code: libphonenumber takes it away in E.164 too. */
    private final Map<Integer, Pattern> prefixes;

    PlainNumbers(PhoneNumberUtil util) {
        var rules = PhoneRules.read();
        this.prefixes = util.getSupportedCallingCodes().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        code -> prefix(rules(rules, code, util.getRegionCodeForCountryCode(code)))));
    }

    private static PhoneMetadata rules(MetadataSource rules, int callingCode, String region) {
        return region.equals(PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY)
                ? rules.getMetadataForNonGeographicalRegion(callingCode)
                : rules.getMetadataForRegion(region);
    }

    private static Pattern prefix(PhoneMetadata rules) {
        var prefix = rules.getNationalPrefixForParsing();
        return prefix.isEmpty() ? NOTHING : Pattern.compile(prefix);
    }

    /** The very number that libphonenumber would parse, or null where that is not certain. */
    Phonenumber.@Nullable PhoneNumber read(String text) {
        if (!isPlain(text)) {
            return null;
        }
        var callingCode = 0;
        for (var end = 1; end <= LONGEST_CALLING_CODE; end++) {
            callingCode = callingCode * 10 + (text.charAt(end) - '0');
            var prefix = prefixes.get(callingCode);
            if (prefix != null) {
                return line(callingCode, text.substring(end + 1), prefix);
            }
        }
        return null;
    }

    private static Phonenumber.@Nullable PhoneNumber line(int callingCode, String line, Pattern prefix) {
        if (line.charAt(0) == '0' || prefix.matcher(line).lookingAt()) {
            return null;
        }
        return new Phonenumber.PhoneNumber().setCountryCode(callingCode).setNationalNumber(Long.parseLong(line));
    }

    private static boolean isPlain(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST || text.charAt(0) != '+' || text.charAt(1) == '0') {
            return false;
        }
        for (var index = 1; index < text.length(); index++) {
            if (text.charAt(index) < '0' || text.charAt(index) > '9') {
                return false;
            }
        }
        return true;
    }
}
