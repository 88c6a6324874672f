package io.ordergate.sms.text;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.Set;
import java.util.UUID;

/**
 * A text with a code, which the guard has admitted.
 *
 * @param challengeId the challenge that the code answers
 * @param last providers that are called after all others, because their text did not arrive
 */
public record SmsText(PhoneNumber to, String purpose, Sensitive text, UUID challengeId, Set<String> last) {}
