package io.ordergate.support;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneNumberDesc;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some kinds of lines. libphonenumber tries a number with a dozen rules to say what it is; most are not of these kinds, and
 * the rules of these alone tell so.
 */
class LineKinds {

    /** The rules that a line of a kind has to keep, whatever else it may be. */
    private static final Map<PhoneNumberType, Function<PhoneMetadata, PhoneNumberDesc>> RULES = Map.of(
            PhoneNumberType.PREMIUM_RATE, PhoneMetadata::getPremiumRate,
            PhoneNumberType.TOLL_FREE, PhoneMetadata::getTollFree,
            PhoneNumberType.SHARED_COST, PhoneMetadata::getSharedCost,
            PhoneNumberType.VOIP, PhoneMetadata::getVoip,
            PhoneNumberType.PERSONAL_NUMBER, PhoneMetadata::getPersonalNumber,
            PhoneNumberType.PAGER, PhoneMetadata::getPager,
            PhoneNumberType.UAN, PhoneMetadata::getUan,
            PhoneNumberType.VOICEMAIL, PhoneMetadata::getVoicemail);

    private final PhoneNumberUtil util;
    private final Set<PhoneNumberType> kinds;

    /** By country, what a line of these kinds looks like; no country where that is not known. */
    private final Map<String, Pattern> looks;

    LineKinds(PhoneNumberUtil util, Set<PhoneNumberType> kinds) {
        this.util = util;
        this.kinds = Set.copyOf(kinds);
        this.looks = RULES.keySet().containsAll(kinds) ? looks() : Map.of();
    }

    private Map<String, Pattern> looks() {
        var rules = PhoneRules.read();
        return util.getSupportedRegions().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), country -> look(rules.getMetadataForRegion(country))));
    }

    private Pattern look(PhoneMetadata country) {
        var patterns = RULES.entrySet().stream()
                .filter(rule -> kinds.contains(rule.getKey()))
                .map(rule -> rule.getValue().apply(country).getNationalNumberPattern())
                .filter(Predicate.not(String::isEmpty));
        return Pattern.compile(Stream.concat(Stream.of("(?!)"), patterns).collect(Collectors.joining("|")));
    }

    /**
     * Whether this is a line of one of these kinds.
     *
     * @param kind what libphonenumber says of it
     */
    boolean contain(PhoneNumber phone, Supplier<PhoneNumberType> kind) {
        return mayContain(phone) && kinds.contains(kind.get());
    }

    /** Zeros before a line mean something else to the library in some countries. */
    private boolean mayContain(PhoneNumber phone) {
        var look = looks.get(phone.country());
        var callingCode = "+" + util.getCountryCodeForRegion(phone.country());
        if (look == null || !phone.e164().startsWith(callingCode)) {
            return true;
        }
        var line = phone.e164().substring(callingCode.length());
        return line.startsWith("0") || look.matcher(line).matches();
    }
}
