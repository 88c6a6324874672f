package io.ordergate.support.phone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Which phone numbers are taken: only lines that can exist, and the country of numbers without a country code. */
@ConfigurationProperties("ordergate.phone")
record PhoneSettings(
        @DefaultValue("false") boolean strictNumbers,
        @Nullable String defaultCountry) {}
