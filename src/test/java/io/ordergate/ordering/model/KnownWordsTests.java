package io.ordergate.ordering.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The database knows the words that the service writes, and no others. */
@IntegrationTest
class KnownWordsTests {

    @Autowired
    private Database database;

    @ParameterizedTest
    @MethodSource("words")
    void aCheckLetsKnownWordsThroughAndNoOthers(String check, Stream<String> words) {
        words.forEach(word -> assertThat(isKnown(check, word)).as(word).isEqualTo(true));
        assertThat(isKnown(check, "unknown")).isEqualTo(false);
        assertThat(isKnown(check, "")).isEqualTo(false);
    }

    static Stream<Arguments> words() {
        return Stream.of(
                words("is_order_status", OrderStatus.values(), OrderStatus::id),
                words("is_payment_status", OrderPaymentStatus.values(), OrderPaymentStatus::id),
                words("is_fulfilment", Fulfilment.values(), Fulfilment::id),
                words("is_price_source", Order.PriceSource.values(), Order.PriceSource::id),
                words("is_kind_of_line", Order.LineKind.values(), Order.LineKind::id));
    }

    private static <T> Arguments words(String check, T[] values, Function<T, String> id) {
        return Arguments.of(check, Arrays.stream(values).map(id));
    }

    private Object isKnown(String check, String word) {
        return database.rows("select " + check + "($1) as known", word).get(0).get("known");
    }
}
