package io.ordergate.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ordergate.client.java.ApiClient;
import io.ordergate.client.java.ApiException;
import io.ordergate.client.java.api.AccountsApi;
import io.ordergate.client.java.api.CheckoutApi;
import io.ordergate.client.java.api.DevelopmentApi;
import io.ordergate.client.java.api.OrdersApi;
import io.ordergate.client.java.api.PaymentsApi;
import io.ordergate.client.java.api.SignInApi;
import io.ordergate.client.java.model.ItemRequest;
import io.ordergate.client.java.model.NextAction;
import io.ordergate.client.java.model.OrderRequest;
import io.ordergate.client.java.model.OrderStatus;
import io.ordergate.client.java.model.PaymentMethod;
import io.ordergate.client.java.model.PhoneRequest;
import io.ordergate.client.java.model.Problem;
import io.ordergate.client.java.model.VerifyOtpRequest;
import io.ordergate.client.java.model.VerifyRequest;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The Java client that is generated from the contract works with the service. */
@IntegrationTest
class JavaClientTests {

    private final Api api;

    @Autowired
    JavaClientTests(Api api) {
        this.api = api;
    }

    @Test
    void placesAndReadsAnOrder() throws ApiException {
        var phone = Api.somePhone();
        var checkout = new CheckoutApi(client(""));
        var session = checkout.initiateOrder(order(phone), UUID.randomUUID().toString(), null, null);
        assertThat(session.getTotalAmount()).isEqualTo("900.00");

        var code = new VerifyRequest().sessionToken(session.getSessionToken()).pinCode(code(phone));
        var placed = checkout.verifyOrder(code, UUID.randomUUID().toString(), null);
        assertThat(placed.getStatus()).isEqualTo(OrderStatus.VERIFIED);

        var client = client(placed.getAccessToken());
        var read = new OrdersApi(client).getOrder(placed.getId(), null, null);
        assertThat(read.getOrderNumber()).isEqualTo(placed.getOrderNumber());
        assertThat(read.getItems()).singleElement().satisfies(item -> {
            assertThat(item.getTitle()).isEqualTo("Lalsalu");
            assertThat(item.getLineTotal()).isEqualTo("900.00");
        });
        var payment = new PaymentsApi(client).startPayment(placed.getId(), null, Map.of());
        assertThat(payment.getNextAction().getType()).isEqualTo(NextAction.TypeEnum.PAY_ON_DELIVERY);
    }

    @Test
    void signsInAndReadsTheAccount() throws ApiException {
        var phone = Api.somePhone();
        var signIn = new SignInApi(client(""));
        var sent = signIn.sendOtp(new PhoneRequest().phoneNumber(phone), null, null, null);
        assertThat(sent.getSuccess()).isTrue();

        var tokens = signIn.verifyOtp(new VerifyOtpRequest().phoneNumber(phone).otp(code(phone)), null, null, null);
        var client = client(tokens.getAccessToken());
        assertThat(new AccountsApi(client).getProfile(null).getPhoneNumber()).isEqualTo(phone);
        assertThat(new OrdersApi(client)
                        .listOwnOrders(null, null, null, null, null, null, null, null)
                        .getItems())
                .isEmpty();
    }

    @Test
    void readsWhyACallIsRefused() throws Exception {
        var phone = Api.somePhone();
        var client = client("");
        var checkout = new CheckoutApi(client);
        var session = checkout.initiateOrder(order(phone), null, null, null);
        var wrong = new VerifyRequest().sessionToken(session.getSessionToken()).pinCode(Api.wrong(code(phone)));

        var refused = catchThrowableOfType(ApiException.class, () -> checkout.verifyOrder(wrong, null, null));
        assertThat(refused.getCode()).isEqualTo(400);
        var problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
        assertThat(problem.getCode()).isEqualTo(Problem.CodeEnum.WRONG_CODE);
        assertThat(problem.getAttemptsRemaining()).isEqualTo(2);
    }

    private ApiClient client(String token) {
        var client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + api.port());
        if (!token.isEmpty()) {
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        }
        return client;
    }

    private String code(String phone) throws ApiException {
        var texts = new DevelopmentApi(client("")).getInbox(phone, null).getItems();
        return texts.get(0).getText().substring(0, 6);
    }

    private static OrderRequest order(String phone) {
        return new OrderRequest()
                .phoneNumber(phone)
                .address("House 7, Road 3, Dhanmondi, Dhaka")
                .paymentMethod(PaymentMethod.CASH_ON_DELIVERY)
                .addItemsItem(
                        new ItemRequest().title("Lalsalu").unitPrice("450.00").quantity(2));
    }
}
