package io.ordergate.ordering.export;

import java.util.Comparator;
import java.util.List;
import org.springframework.http.MediaType;

/** Which of two representations a client would rather have (RFC 9110 section 12.5.1). */
final class Negotiation {

    private Negotiation() {}

    /** Whether the accepted types name the one type, with a quality at least as high as that of the other. */
    static boolean prefers(List<MediaType> accepted, MediaType one, MediaType other) {
        var named = accepted.stream()
                .filter(one::equalsTypeAndSubtype)
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
        return named > 0 && named >= quality(accepted, other);
    }

    /** The quality of the most exact range that includes the type. */
    private static double quality(List<MediaType> accepted, MediaType type) {
        return accepted.stream()
                .filter(range -> range.includes(type))
                .max(Comparator.comparingInt(Negotiation::exactness))
                .map(MediaType::getQualityValue)
                .orElse(0.0);
    }

    private static int exactness(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }
}
