package io.ordergate.ordering.model;

import java.util.UUID;

/** The names a new order will have. */
public record Placement(UUID orderId, String numberTail) {}
