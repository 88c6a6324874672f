package io.ordergate.testing;

import io.ordergate.sms.SmsMessage;
import io.ordergate.sms.SmsReceipt;
import io.ordergate.sms.SmsSender;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/** A provider whose behaviour a test decides; settings choose it by the name {@code scripted}. */
public class Sms implements SmsSender {

    private final Queue<SmsMessage> taken = new ConcurrentLinkedQueue<>();
    private volatile Mono<Void> answer = Mono.empty();
    private volatile boolean refusing;

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Mono<SmsReceipt> send(SmsMessage message) {
        return Mono.defer(() -> refusing ? Mono.error(new IllegalStateException("refused")) : take(message));
    }

    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** From now on the provider takes texts and says so only when this completes. */
    public void answerWhen(Mono<Void> signal) {
        answer = signal;
    }

    /** What was sent to a phone. */
    public long textsTo(String phone) {
        return taken.stream().filter(text -> text.to().e164().equals(phone)).count();
    }

    /** The code in the last text to a phone. */
    public String lastCode(String phone) {
        return taken.stream()
                .filter(text -> text.to().e164().equals(phone))
                .reduce((first, second) -> second)
                .orElseThrow()
                .text()
                .substring(0, 6);
    }

    public int texts() {
        return taken.size();
    }

    private Mono<SmsReceipt> take(SmsMessage message) {
        taken.add(message);
        return answer.thenReturn(new SmsReceipt(name(), "1"));
    }
}
