/** Chooses the provider of a text and turns to the next one when it fails. */
@NullMarked
package io.ordergate.sms.gateway;

import org.jspecify.annotations.NullMarked;
