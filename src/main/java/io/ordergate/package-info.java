/** Ordergate: phone-verified ordering over HTTP; one package a feature, wired by Spring. */
@NullMarked
package io.ordergate;

import org.jspecify.annotations.NullMarked;
