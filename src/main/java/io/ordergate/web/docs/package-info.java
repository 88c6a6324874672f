/** The contract and its pages. */
@NullMarked
package io.ordergate.web.docs;

import org.jspecify.annotations.NullMarked;
