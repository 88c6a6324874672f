/** The gateway: chooses the provider of a text, and the next one where a provider fails. */
@NullMarked
package io.ordergate.sms.gateway;

import org.jspecify.annotations.NullMarked;
