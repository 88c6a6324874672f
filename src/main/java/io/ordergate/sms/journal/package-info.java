/** The journal: rows of sent and refused texts. */
@NullMarked
package io.ordergate.sms.journal;

import org.jspecify.annotations.NullMarked;
