/** The record of security events and who may read it. */
@NullMarked
package io.ordergate.identity.audit;

import org.jspecify.annotations.NullMarked;
