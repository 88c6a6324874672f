package io.ordergate.ordering.model;

import io.ordergate.ordering.price.PriceLists;
import io.ordergate.ordering.price.Prices;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.phone.Phones;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Drafts of a shop that names no prices itself, at once. */
final class Drafts {

    private final OrderDrafts drafts;

    Drafts(OrderSettings settings, Prices prices) {
        this.drafts = new OrderDrafts(
                Phones.numbers(),
                settings,
                prices,
                PriceLists.noShop(),
                new OrderRows(JsonMapper.shared(), Phones.numbers()));
    }

    OrderDraft of(OrderForm form) {
        return Objects.requireNonNull(drafts.of(form, phone -> Mono.empty()).block());
    }

    OrderDraft of(OrderForm form, @Nullable PhoneNumber phone) {
        return Objects.requireNonNull(drafts.of(form, phone).block());
    }
}
