/** Amazon SNS: sender and signature. */
@NullMarked
package io.ordergate.sms.aws;

import org.jspecify.annotations.NullMarked;
