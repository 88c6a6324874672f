package io.ordergate.ordering.model;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is stored.
 *
 * @param customerId the account that placed it; null for guests, and while only a phone was proven
 * @param statusReason why the order was cancelled, returned or refused
 * @param phone null, like the address, once its customer's data was erased
 */
public record Order(
        UUID id,
        String number,
        @Nullable UUID customerId,
        @Nullable PhoneNumber phone,
        @Nullable Sensitive customerName,
        @Nullable Sensitive address,
        PaymentMethod paymentMethod,
        OrderPaymentStatus paymentStatus,
        OrderStatus status,
        Fulfilment fulfilment,
        Money total,
        PriceSource priceSource,
        @Nullable Sensitive note,
        List<Item> items,
        @Nullable Sensitive statusReason,
        Parcel parcel,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** Who named the prices of an order. */
    public enum PriceSource {
        CLIENT,
        LIST,
        SHOP;

        /** The name in JSON, CSV and the database. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static PriceSource ofId(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /** What a line is for. Only discounts are negative. */
    public enum LineKind {
        ITEM,
        DELIVERY,
        FEE,
        DISCOUNT,
        TAX;

        /** The name in the database, in JSON and in CSV. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of this name; lines without one are items. */
        static LineKind ofId(@Nullable String id) {
            return id == null ? ITEM : valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /** One line of an order. */
    public record Item(LineKind kind, @Nullable String productId, String title, Money unitPrice, int quantity) {

        public Money total() {
            return unitPrice.multipliedBy(quantity);
        }

        /** Whether the line is something that is ordered, and not a part of the price. */
        public boolean isItem() {
            return kind == LineKind.ITEM;
        }
    }

    private static final Set<OrderStatus> EDITABLE = EnumSet.of(OrderStatus.PENDING, OrderStatus.VERIFIED);

    /** Whether somebody has paid or is paying; nobody pays for what costs nothing. */
    private boolean isPaidFor() {
        return paymentStatus != OrderPaymentStatus.PENDING && !total.isZero();
    }

    /** The things that are ordered, without what else is a part of the price. */
    public List<Item> things() {
        return items.stream().filter(Item::isItem).toList();
    }

    public boolean isCancelled() {
        return status == OrderStatus.CANCELLED;
    }

    /**
     * This order in another status, which is not stored yet.
     *
     * @param reason kept where the order is undone
     * @param shipped the parcel, which only an order that is shipped by this gets. Errors: {@code illegal-transition},
     *     {@code invalid-request}
     */
    public Order transition(OrderStatus target, @Nullable String reason, @Nullable Parcel shipped) {
        if (!status.next().contains(target)) {
            throw Failure.of(
                    ProblemCode.ILLEGAL_TRANSITION,
                    "An order does not go from " + status.id() + " to " + target.id() + ".");
        }
        if (shipped != null && target != OrderStatus.SHIPPED) {
            throw Failure.field("parcel", "belongs to the status shipped");
        }
        var kept = target.isUndone() && reason != null ? Sensitive.of(reason) : null;
        return with(target, kept, shipped == null ? parcel : shipped);
    }

    /** This order with another parcel, which is not stored yet. Errors: {@code illegal-transition} unless it is shipped. */
    public Order withParcel(Parcel other) {
        if (status != OrderStatus.SHIPPED) {
            throw Failure.of(ProblemCode.ILLEGAL_TRANSITION, "Only a shipped order has a parcel under way.");
        }
        return with(status, statusReason, other);
    }

    private Order with(OrderStatus otherStatus, @Nullable Sensitive otherReason, Parcel otherParcel) {
        return new Order(
                id,
                number,
                customerId,
                phone,
                customerName,
                address,
                paymentMethod,
                paymentStatus,
                otherStatus,
                fulfilment,
                total,
                priceSource,
                note,
                items,
                otherReason,
                otherParcel,
                version,
                createdAt,
                updatedAt);
    }

    /**
     * Checks that the order may get this content. What a code has proven stays: an order that belongs to a phone and to
     * no account keeps its phone. Errors: {@code not-editable}, {@code invalid-request} for another phone.
     */
    public void requireEditable(OrderDraft content) {
        if (!EDITABLE.contains(status) || isPaidFor()) {
            throw Failure.of(ProblemCode.NOT_EDITABLE);
        }
        if (customerId == null && !(phone != null && phone.equals(content.phone()))) {
            throw Failure.field("phone_number", "must stay the number that the code was sent to");
        }
    }
}
