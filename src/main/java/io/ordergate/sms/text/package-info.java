/** The words of texts, their encoding and their number of segments. */
@NullMarked
package io.ordergate.sms.text;

import org.jspecify.annotations.NullMarked;
