package io.ordergate.testing;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsOutcome;
import io.ordergate.sms.SmsResult;
import io.ordergate.sms.SmsSender;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/** A provider whose behaviour a test decides; settings choose it by the name {@code scripted}. */
public class Sms implements SmsSender {

    private final Queue<SmsMessage> taken = new ConcurrentLinkedQueue<>();
    private volatile Mono<Void> answer = Mono.empty();
    private volatile SmsOutcome refusal = SmsOutcome.ACCEPTED;

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Mono<SmsResult> send(SmsMessage message) {
        return Mono.defer(() ->
                refusal == SmsOutcome.ACCEPTED ? take(message) : Mono.just(SmsResult.refused(refusal, "scripted")));
    }

    public void refuse(boolean refuse) {
        refuse(refuse ? SmsOutcome.UNAVAILABLE : SmsOutcome.ACCEPTED);
    }

    /** From now on texts come to this. */
    public void refuse(SmsOutcome outcome) {
        refusal = outcome;
    }

    /** From now on the provider takes texts and says so only when this completes. */
    public void answerWhen(Mono<Void> signal) {
        answer = signal;
    }

    /** What was sent to a phone. */
    public long textsTo(String phone) {
        return taken.stream().filter(text -> text.to().e164().equals(phone)).count();
    }

    /** What was sent to phones that begin like this. */
    public long textsToThose(String prefix) {
        return taken.stream()
                .filter(text -> text.to().e164().startsWith(prefix))
                .count();
    }

    /** The code in the last text to a phone. */
    public String lastCode(String phone) {
        return lastText(phone).substring(0, 6);
    }

    /** The last text to a phone. */
    public String lastText(String phone) {
        return taken.stream()
                .filter(text -> text.to().e164().equals(phone))
                .reduce((first, second) -> second)
                .orElseThrow()
                .text()
                .value();
    }

    public int texts() {
        return taken.size();
    }

    private Mono<SmsResult> take(SmsMessage message) {
        taken.add(message);
        return answer.thenReturn(SmsResult.accepted(message.id().toString()));
    }
}
