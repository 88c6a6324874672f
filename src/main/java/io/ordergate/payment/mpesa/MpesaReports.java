package io.ordergate.payment.mpesa;

import io.ordergate.payment.mpesa.ReceiptRepository.Receipt;
import io.ordergate.payment.provider.Payment;
import io.ordergate.payment.provider.ProviderReport;
import io.ordergate.payment.provider.ProviderText;
import io.ordergate.payment.provider.RefundReport;
import io.ordergate.payment.provider.StartResult;
import io.ordergate.support.http.RemoteAnswer;
import io.ordergate.support.secret.Sensitive;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads M-Pesa's answers. */
final class MpesaReports {

    /** The reference of a payment whose prompt M-Pesa may have sent, but has not named. */
    static final String UNANSWERED = "unanswered-";

    private static final String DONE = "0";
    private static final String ALREADY_REVERSED = "R000001";
    private static final String NO_ANSWER_OF_THE_PHONE = "1037";

    private static final Set<String> REFUSED = Set.of("400.002.02", "400.002.05");

    /** Calls that M-Pesa has surely not taken: wrong calls, a busy subscriber, and too many calls. */
    private static final Set<String> NOT_TAKEN = Set.of("500.001.1001", "500.003.02", "500.003.03");

    private static final Set<String> NOT_PAID = Set.of(
            "1",
            "2",
            "3",
            "4",
            "8",
            "17",
            "26",
            "1001",
            "1019",
            "1025",
            "1031",
            "1032",
            "2001",
            "2028",
            "8006",
            "9999",
            "SFC_IC0003");

    /** How long a prompt may be on its way to the phone. */
    private static final Duration PROMPT = Duration.ofMinutes(2);

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private MpesaReports() {}

    /** After silence the customer may have been asked to pay, so that the payment goes on until its callback or its end. */
    static StartResult started(RemoteAnswer answer, Payment payment) {
        var checkout = ProviderText.name(answer.json().path("CheckoutRequestID"));
        if (isAccepted(answer) && !checkout.isEmpty()) {
            return new StartResult.Started(checkout, Sensitive.NONE);
        }
        var code = errorCode(answer);
        if (REFUSED.contains(code)) {
            return new StartResult.Refused(
                    code, ProviderText.words(answer.json().path("errorMessage").asString(code)));
        }
        var notTaken = answer.isUnsent()
                || NOT_TAKEN.contains(code)
                || answer.json().has("fault")
                || (answer.status() >= 400 && answer.status() < 500)
                || (answer.isSuccess() && !text(answer.json(), "ResponseCode").isEmpty());
        return notTaken
                ? new StartResult.NotStarted(code.isEmpty() ? answer.reason() : code)
                : new StartResult.Started(UNANSWERED + payment.id(), Sensitive.NONE);
    }

    /** The report about a payment whose prompt M-Pesa has not named. */
    static ProviderReport unanswered(Duration age) {
        return age.compareTo(LONGEST_SILENCE) < 0 ? ProviderReport.open("") : ProviderReport.failed("unanswered");
    }

    /** The report of a query, which has neither amount nor receipt: these are in the callback, if it came. */
    static ProviderReport payment(RemoteAnswer answer, Payment payment, Optional<Receipt> receipt, Duration age) {
        var checkout = answer.json().path("CheckoutRequestID").asString(payment.referenceOrThrow());
        if (!isAccepted(answer) || !checkout.equals(payment.referenceOrThrow())) {
            var processing = errorCode(answer).equals("500.001.1001")
                    && answer.json()
                            .path("errorMessage")
                            .asString("")
                            .toLowerCase(Locale.ROOT)
                            .contains("process");
            return processing ? ProviderReport.open("") : ProviderReport.silent(answer.reason());
        }
        var result = text(answer.json(), "ResultCode");
        if (result.equals(DONE)) {
            return receipt.map(each -> ProviderReport.paid(each.charge(), each.name()))
                    .orElseGet(() -> ProviderReport.paid(
                            payment.charge(),
                            Objects.requireNonNullElse(payment.transactionId(), payment.referenceOrThrow())));
        }
        var failed = NOT_PAID.contains(result) || (result.equals(NO_ANSWER_OF_THE_PHONE) && age.compareTo(PROMPT) >= 0);
        return failed ? ProviderReport.failed(ProviderText.code(result)) : ProviderReport.open("");
    }

    static RefundReport requested(RemoteAnswer answer) {
        var conversation = ProviderText.name(answer.json().path("OriginatorConversationID"));
        if (isAccepted(answer) && !conversation.isEmpty()) {
            return RefundReport.pending(conversation);
        }
        var code = errorCode(answer);
        return REFUSED.contains(code) ? RefundReport.failed("", code) : RefundReport.silent(answer.reason());
    }

    /** The report of the result of a reversal. */
    static RefundReport reversed(JsonNode result, String reference) {
        var code = text(result, "ResultCode");
        return code.equals(DONE) || code.equals(ALREADY_REVERSED)
                ? RefundReport.settled(reference)
                : RefundReport.failed(reference, ProviderText.code(code));
    }

    static String errorCode(RemoteAnswer answer) {
        var code = text(answer.json(), "errorCode");
        return code.isEmpty() ? "" : ProviderText.code(code);
    }

    /** The value of a field; codes are numbers in some messages and texts in others. */
    static String text(JsonNode node, String name) {
        return node.path(name).asString("").strip();
    }

    private static boolean isAccepted(RemoteAnswer answer) {
        return answer.isSuccess() && text(answer.json(), "ResponseCode").equals(DONE);
    }
}
