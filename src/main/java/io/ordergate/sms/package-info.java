/** SMS: what a provider is, and what all providers share. One gateway calls the providers in turn. */
@NullMarked
package io.ordergate.sms;

import org.jspecify.annotations.NullMarked;
