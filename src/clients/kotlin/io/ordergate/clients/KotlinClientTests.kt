package io.ordergate.clients

import io.ordergate.client.kotlin.apis.AccountsApi
import io.ordergate.client.kotlin.apis.CheckoutApi
import io.ordergate.client.kotlin.apis.DevelopmentApi
import io.ordergate.client.kotlin.apis.OrdersApi
import io.ordergate.client.kotlin.apis.PaymentsApi
import io.ordergate.client.kotlin.apis.SignInApi
import io.ordergate.client.kotlin.infrastructure.ApiClient
import io.ordergate.client.kotlin.infrastructure.ClientException
import io.ordergate.client.kotlin.models.ItemRequest
import io.ordergate.client.kotlin.models.NextAction
import io.ordergate.client.kotlin.models.OrderRequest
import io.ordergate.client.kotlin.models.OrderStatus
import io.ordergate.client.kotlin.models.PaymentMethod
import io.ordergate.client.kotlin.models.PhoneRequest
import io.ordergate.client.kotlin.models.VerifyOtpRequest
import io.ordergate.client.kotlin.models.VerifyRequest
import io.ordergate.testing.Api
import io.ordergate.testing.IntegrationTest
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowableOfType
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import java.util.UUID

/** The Kotlin client that is generated from the contract works with the service. */
@IntegrationTest
internal class KotlinClientTests(@param:Autowired private val api: Api) {

    private val service get() = "http://127.0.0.1:${api.port()}"

    @Test
    fun placesAndReadsAnOrder() {
        val phone = Api.somePhone()
        val checkout = CheckoutApi(service)
        val session = checkout.initiateOrder(order(phone), idempotencyKey = UUID.randomUUID().toString())
        assertThat(session.totalAmount).isEqualTo("900.00")

        val placed = checkout.verifyOrder(VerifyRequest(session.sessionToken, pinCode = code(phone)))
        assertThat(placed.status).isEqualTo(OrderStatus.verified)

        val read = OrdersApi(service).with(placed.accessToken).getOrder(placed.id)
        assertThat(read.orderNumber).isEqualTo(placed.orderNumber)
        assertThat(read.items.single().title).isEqualTo("Lalsalu")
        assertThat(read.items.single().lineTotal).isEqualTo("900.00")
        val payment = PaymentsApi(service).with(placed.accessToken).startPayment(placed.id)
        assertThat(payment.nextAction.type).isEqualTo(NextAction.Type.pay_on_delivery)
    }

    @Test
    fun signsInAndReadsTheAccount() {
        val phone = Api.somePhone()
        val signIn = SignInApi(service)
        assertThat(signIn.sendOtp(PhoneRequest(phone)).success).isTrue()

        val tokens = signIn.verifyOtp(VerifyOtpRequest(otp = code(phone), phoneNumber = phone))
        assertThat(AccountsApi(service).with(tokens.accessToken).getProfile().phoneNumber).isEqualTo(phone)
        assertThat(OrdersApi(service).with(tokens.accessToken).listOwnOrders().items).isEmpty()
    }

    @Test
    fun readsWhyACallIsRefused() {
        val phone = Api.somePhone()
        val checkout = CheckoutApi(service)
        val session = checkout.initiateOrder(order(phone))
        val wrong = VerifyRequest(session.sessionToken, Api.wrong(code(phone)))

        val refused = catchThrowableOfType(ClientException::class.java) { checkout.verifyOrder(wrong) }
        assertThat(refused.statusCode).isEqualTo(400)
    }

    private fun <T : ApiClient> T.with(token: String): T = apply { accessTokenProvider = { token } }

    private fun code(phone: String) = DevelopmentApi(service).getInbox(phone).items.first().text.take(6)

    private fun order(phone: String) = OrderRequest(
        phoneNumber = phone,
        address = "House 7, Road 3, Dhanmondi, Dhaka",
        paymentMethod = PaymentMethod.cash_on_delivery,
        items = listOf(ItemRequest(title = "Lalsalu", unitPrice = "450.00", quantity = 2)),
    )
}
