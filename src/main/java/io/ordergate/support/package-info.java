/** Words that every feature speaks: phone numbers, money, ids, secrets, refusals. */
@NullMarked
package io.ordergate.support;

import org.jspecify.annotations.NullMarked;
