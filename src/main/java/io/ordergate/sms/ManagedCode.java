package io.ordergate.sms;

/**
 * A code that a provider has made.
 *
 * @param by which provider
 * @param id what it calls the code
 */
public record ManagedCode(String by, String id) {}
