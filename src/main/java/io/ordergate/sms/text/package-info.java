/** The words of texts and how many parts they take. */
@NullMarked
package io.ordergate.sms.text;

import org.jspecify.annotations.NullMarked;
