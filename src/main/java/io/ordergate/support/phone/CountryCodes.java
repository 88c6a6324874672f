package io.ordergate.support.phone;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The country of numbers in national form, in the ways that people and forms write it. */
final class CountryCodes {

    private static final int LONGEST_TEXT = 40;
    private static final int LONGEST_CALLING_CODE = 3;
    private static final String TRUNK = "0";

    /** Two of these, from A to Z, are the flag of the country that the letters name. */
    private static final int FLAG_A = 0x1F1E6;

    private static final int FLAG_Z = 0x1F1FF;
    private static final Pattern CODE =
            Pattern.compile("(?<letters>[A-Z]{0,3})(?<plus>\\+?)(?<digits>\\d{0,8})(?<behind>[A-Z]{0,3})");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Z}\\p{Cf}\\s()\\[\\]./\\p{Pd}]+");
    private static final Pattern NORTH_AMERICA = Pattern.compile("1[2-9]\\d{2}");

    private final PhoneNumberUtil util;
    private final Map<String, String> regions = new HashMap<>();

    /**
     * A country, and how a national number has to be completed.
     *
     * @param region in libphonenumber's words (ISO 3166)
     * @param areaCode what stands before the seven digits of a number in North America, or nothing
     * @param withTrunk whether numbers begin with 0, because the country's calling code was written without its own: {@code 88}
     */
    record Home(String region, String areaCode, boolean withTrunk) {

        private static final int WITHOUT_AREA_CODE = 7;

        /** The national number, or nothing where it does not go with how the country was written. */
        @Nullable
        String national(String digits) {
            if (withTrunk && !digits.startsWith(TRUNK)) {
                return null;
            }
            return digits.length() == WITHOUT_AREA_CODE ? areaCode + digits : digits;
        }
    }

    CountryCodes(PhoneNumberUtil util) {
        this.util = util;
        util.getSupportedRegions().forEach(region -> regions.put(region, region));
        Arrays.stream(Locale.getISOCountries())
                .filter(regions::containsKey)
                .forEach(region -> regions.put(threeLetters(region), region));
        regions.put("UK", "GB");
    }

    private static String threeLetters(String region) {
        return new Locale.Builder().setRegion(region).build().getISO3Country();
    }

    /**
     * {@code +880}, {@code 00880}, {@code BD}, {@code BGD}, {@code BD (+880)}, {@code +880 BD}, with a flag for the letters or none; null
     * where it names no country.
     */
    @Nullable
    Home read(String text) {
        var plain = plain(text);
        var code = CODE.matcher(plain);
        if (plain.isEmpty() || !code.matches()) {
            return null;
        }
        var digits = code.group("digits");
        var behind = code.group("behind");
        if (!behind.isEmpty() && (digits.isEmpty() || !code.group("letters").isEmpty())) {
            return null;
        }
        var letters = code.group("letters") + behind;
        var hasPlus = !code.group("plus").isEmpty();
        if (letters.isEmpty()) {
            return ofDigits(hasPlus ? digits : withoutZeros(digits));
        }
        var region = regions.get(letters);
        return region == null || !isOf(region, digits) || (hasPlus && digits.isEmpty())
                ? null
                : new Home(region, "", false);
    }

    private static String plain(String text) {
        if (text.length() > LONGEST_TEXT) {
            return "";
        }
        var compact = PUNCTUATION
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("");
        var plain = new StringBuilder();
        compact.codePoints().map(CountryCodes::plain).forEach(plain::appendCodePoint);
        return plain.toString().toUpperCase(Locale.ROOT);
    }

    private static int plain(int letter) {
        if (letter >= FLAG_A && letter <= FLAG_Z) {
            return 'A' + letter - FLAG_A;
        }
        return Character.isDigit(letter) ? '0' + Character.digit(letter, 10) : letter;
    }

    private static String withoutZeros(String digits) {
        return digits.startsWith("00") ? digits.substring(2) : digits;
    }

    private boolean isOf(String region, String digits) {
        return digits.isEmpty() || withoutZeros(digits).equals(Integer.toString(util.getCountryCodeForRegion(region)));
    }

    private @Nullable Home ofDigits(String digits) {
        var region = regionOf(digits);
        if (region != null) {
            return new Home(region, "", false);
        }
        var completed = regionOf(digits + TRUNK);
        if (completed != null && TRUNK.equals(util.getNddPrefixForRegion(completed, true))) {
            return new Home(completed, "", true);
        }
        return NORTH_AMERICA.matcher(digits).matches() ? new Home("US", digits.substring(1), false) : null;
    }

    /** None for networks that belong to no country: they have no national form. */
    private @Nullable String regionOf(String digits) {
        if (digits.isEmpty() || digits.length() > LONGEST_CALLING_CODE || digits.startsWith("0")) {
            return null;
        }
        var region = util.getRegionCodeForCountryCode(Integer.parseInt(digits));
        return regions.get(region);
    }
}
