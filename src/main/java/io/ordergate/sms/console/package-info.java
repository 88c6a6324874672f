/** The sender of development, which writes texts to the console. */
@NullMarked
package io.ordergate.sms.console;

import org.jspecify.annotations.NullMarked;
