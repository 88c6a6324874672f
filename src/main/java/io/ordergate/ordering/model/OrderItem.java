package io.ordergate.ordering.model;

import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** One line of an order. */
public record OrderItem(@Nullable String productId, String title, Money unitPrice, int quantity) {}
