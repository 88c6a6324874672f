package io.ordergate.web.request;

import java.util.Comparator;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Which of two representations a client would rather have (RFC 9110 section 12.5.1). */
public final class Negotiation {

    private Negotiation() {}

    /** Whether the client names the one type, and likes it at least as much as the other. */
    public static boolean prefers(ServerRequest request, MediaType one, MediaType other) {
        var accepted = request.headers().accept();
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
