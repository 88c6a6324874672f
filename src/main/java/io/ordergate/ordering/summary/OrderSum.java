package io.ordergate.ordering.summary;

/**
 * Orders with the same key and currency, as JSON shows them.
 *
 * @param undoneOrders how many of them are cancelled, returned or refused
 */
record OrderSum(String key, String currency, long orders, String totalAmount, long undoneOrders, String undoneAmount) {}
