/** Texts: one gateway, one adapter a provider, failover between them. */
@NullMarked
package io.ordergate.sms;

import org.jspecify.annotations.NullMarked;
