package io.ordergate.ordering.model;

import static io.ordergate.ordering.model.OrderStatus.CANCELLED;
import static io.ordergate.ordering.model.OrderStatus.COMPLETED;
import static io.ordergate.ordering.model.OrderStatus.DELIVERED;
import static io.ordergate.ordering.model.OrderStatus.PENDING;
import static io.ordergate.ordering.model.OrderStatus.PROCESSING;
import static io.ordergate.ordering.model.OrderStatus.REFUSED;
import static io.ordergate.ordering.model.OrderStatus.RETURNED;
import static io.ordergate.ordering.model.OrderStatus.SHIPPED;
import static io.ordergate.ordering.model.OrderStatus.VERIFIED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrderStatusTests {

    private static final Map<OrderStatus, Set<OrderStatus>> TABLE = Map.ofEntries(
            entry(PENDING, Set.of(PROCESSING, CANCELLED)),
            entry(VERIFIED, Set.of(PROCESSING, CANCELLED)),
            entry(PROCESSING, Set.of(SHIPPED, COMPLETED, CANCELLED)),
            entry(SHIPPED, Set.of(DELIVERED, RETURNED, REFUSED)),
            entry(DELIVERED, Set.of(COMPLETED, RETURNED)),
            entry(COMPLETED, Set.of()),
            entry(CANCELLED, Set.of()),
            entry(RETURNED, Set.of()),
            entry(REFUSED, Set.of()));

    @ParameterizedTest
    @MethodSource("pairs")
    void goesOnlyWhereTheTableSays(OrderStatus from, OrderStatus to) {
        var allowed = Objects.requireNonNull(TABLE.get(from));
        assertThat(from.next().contains(to)).isEqualTo(allowed.contains(to));
    }

    @ParameterizedTest
    @EnumSource
    void isReadBackFromItsName(OrderStatus status) {
        assertThat(status.id()).isLowerCase();
        assertThat(OrderStatus.ofId(status.id())).isEqualTo(status);
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(OrderStatus.values())
                .flatMap(from -> Arrays.stream(OrderStatus.values()).map(to -> Arguments.of(from, to)));
    }
}
