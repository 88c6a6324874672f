package io.ordergate.ordering.model;

import java.util.UUID;

/** The id of a new order and the end of its number. */
public record Placement(UUID orderId, String numberTail) {}
