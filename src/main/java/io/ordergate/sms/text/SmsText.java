package io.ordergate.sms.text;

import io.ordergate.support.phone.PhoneNumber;
import io.ordergate.support.secret.Sensitive;
import java.util.Set;
import java.util.UUID;

/**
 * A text with a code, whose sending was admitted.
 *
 * @param challengeId the challenge that the code answers
 * @param last providers that are asked after all others, because a text of theirs did not arrive
 */
public record SmsText(PhoneNumber to, String purpose, Sensitive text, UUID challengeId, Set<String> last) {}
