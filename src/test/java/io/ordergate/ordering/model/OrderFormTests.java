package io.ordergate.ordering.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.ordering.price.PriceLists;
import io.ordergate.support.secret.Sensitive;
import io.ordergate.web.request.Validators;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.groups.Default;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class OrderFormTests {

    private static final PaymentMethods METHODS = () -> Stream.of("cash_on_delivery", "bkash", "nagad", "card")
            .map(PaymentMethod::new)
            .toList();
    private static final ValidatorFactory FACTORY = Validators.with(METHODS, PriceLists.none());
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Validator validator = FACTORY.getValidator();

    @AfterAll
    static void close() {
        FACTORY.close();
    }

    @Test
    void aCompleteOrderIsValid() {
        assertThat(wrong(Map.of())).isEmpty();
    }

    @Test
    void theLeastThatAnOrderNeedsIsValid() {
        var form = read("""
                {"phone_number": "+8801700000001", "address": "Dhaka", "payment_method": "bkash",
                 "items": [{"title": "Lalsalu", "unit_price": 450}]}""");
        assertThat(paths(form)).isEmpty();
        assertThat(form.items().get(0).count()).isEqualTo(1);
    }

    @Test
    void everythingThatIsMissingIsNamed() {
        assertThat(paths(read("{}"))).contains("phoneNumber", "address", "paymentMethod", "items");
        assertThat(paths(read("{\"items\": [{}, null]}")))
                .contains("items[0].title", "items[0].unitPrice", "items[1].<list element>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone_number", "address", "payment_method", "items"})
    void aFieldThatMustBeThereMayNotBeNull(String field) {
        assertThat(wrong(withNull(field))).hasSize(1);
    }

    @Test
    void somebodyWhoIsSignedInMayLeaveOutTheNumber() {
        assertThat(validator.validate(read(json(withNull("phone_number"))))).isEmpty();
        assertThat(validator.validate(read(json(Map.of("language", "x".repeat(36))))))
                .isEmpty();
        assertThat(wrong(Map.of("language", "x".repeat(36)))).containsExactly("language");
    }

    @Test
    void theLanguageIsNotPartOfWhatIsRepeated() {
        assertThat(JSON.writeValueAsString(read(json(Map.of("language", "bn")))))
                .doesNotContain("language");
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer_name", "country_code", "currency", "total_amount", "note"})
    void aFieldThatMayBeMissingMayBeNull(String field) {
        assertThat(wrong(withNull(field))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4,false", "5,true", "500,true", "501,false"})
    void anAddressHas5To500Characters(int length, boolean valid) {
        assertThat(wrong(Map.of("address", "a".repeat(length))).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "     ", "\n\n\n\n\n\n"})
    void anAddressOfBlanksIsRefused(String address) {
        assertThat(wrong(Map.of("address", address))).contains("address");
    }

    @Test
    void anAddressIsMeasuredWithoutTheBlanksAroundIt() {
        assertThat(wrong(Map.of("address", "          a"))).containsExactly("address");
    }

    @ParameterizedTest
    @CsvSource({"100,true", "101,false"})
    void aNameHasUpTo100Characters(int length, boolean valid) {
        assertThat(wrong(Map.of("customer_name", "a".repeat(length))).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"500,true", "501,false"})
    void aNoteHasUpTo500Characters(int length, boolean valid) {
        assertThat(wrong(Map.of("note", "a".repeat(length))).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cash_on_delivery", "bkash", "nagad", "card"})
    void knowsFourWaysToPay(String method) {
        assertThat(wrong(Map.of("payment_method", method))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cash", "BKASH", "card ", "card\n", "cardcard"})
    void refusesOtherWaysToPay(String method) {
        assertThat(wrong(Map.of("payment_method", method))).containsExactly("paymentMethod");
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "100,true", "101,false"})
    void anOrderHas1To100Lines(int lines, boolean valid) {
        var items = IntStream.range(0, lines).mapToObj(index -> item(Map.of())).toList();
        assertThat(wrong(Map.of("items", items)).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"-1,false", "0,false", "1,true", "10000,true", "10001,false", "2147483647,false"})
    void aLineHas1To10000Pieces(int quantity, boolean valid) {
        assertThat(wrongInLine("quantity", quantity).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "200,true", "201,false"})
    void aTitleHas1To200Characters(int length, boolean valid) {
        assertThat(wrongInLine("title", "a".repeat(length)).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "item,true", "delivery,true", "fee,true", "discount,true", "tax,true",
        "ITEM,false", "'',false", "book,false", "'item ',false", "item|fee,false"
    })
    void aLineIsOfOneOfFiveKinds(String kind, boolean valid) {
        assertThat(wrongInLine("kind", kind).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"40,true", "41,false"})
    void aZoneHasUpTo40Characters(int length, boolean valid) {
        assertThat(wrong(Map.of("delivery_zone", "a".repeat(length))).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"64,true", "65,false"})
    void aProductIdHasUpTo64Characters(int length, boolean valid) {
        assertThat(wrongInLine("product_id", "a".repeat(length)).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lalsalu\u0000",
                "Lal\u0007salu",
                "Lal\u001bsalu",
                "Lal\u0085salu",
                "Lal\u007fsalu",
                "Lal\ud83dsalu",
                "Lal\udcdasalu",
                "\udcda\ud83d abc"
            })
    void textThatCannotBeStoredOrReadIsRefused(String text) {
        assertThat(wrong(Map.of("address", text))).containsExactly("address");
        assertThat(wrong(Map.of("customer_name", text))).containsExactly("customerName");
        assertThat(wrong(Map.of("note", text))).containsExactly("note");
        assertThat(wrongInLine("title", text)).containsExactly("items[0].title");
        assertThat(wrongInLine("product_id", text)).containsExactly("items[0].productId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"লালসালু", "House 1\r\n\tDhaka", "Book 📚 shop", "קפה שלום", "Zoë's"})
    void textOfAnyScriptIsTaken(String text) {
        assertThat(wrong(Map.of("address", text, "note", text, "customer_name", text)))
                .isEmpty();
        assertThat(wrongInLine("title", text)).isEmpty();
    }

    @Test
    void readsTheNamesThatOlderClientsSend() {
        var form = read("""
                {"phone_number": "+8801700000001", "address": "Dhaka", "payment_method": "bkash", "unknown": [1],
                 "books": [{"id": "b-1", "title": "Lalsalu", "price": "450.00", "quantity": 2}]}""");
        assertThat(form.items()).containsExactly(new OrderForm.Item("b-1", "Lalsalu", new BigDecimal("450.00"), 2));
    }

    @Test
    void readsItsOwnNames() {
        var form = read("""
                {"phone_number": "01700000001", "country_code": "+880", "customer_name": "Rahim", "address": "Dhaka",
                 "payment_method": "bkash", "currency": "BDT", "total_amount": 900.10, "delivery_zone": "dhaka", "note": "ring twice",
                 "language": "bn-BD",
                 "items": [{"product_id": "b-1", "title": "Lalsalu", "unit_price": 450.05, "quantity": 2}]}""");
        assertThat(form)
                .isEqualTo(new OrderForm(
                        Sensitive.of("01700000001"),
                        "+880",
                        Sensitive.of("Rahim"),
                        Sensitive.of("Dhaka"),
                        "bkash",
                        List.of(new OrderForm.Item("b-1", "Lalsalu", new BigDecimal("450.05"), 2)),
                        "BDT",
                        new BigDecimal("900.10"),
                        "dhaka",
                        Sensitive.of("ring twice"),
                        "bn-BD"));
    }

    @Test
    void hidesItself() {
        assertThat(read(json(Map.of())).toString()).doesNotContain("01700000001", "Rahim", "House 1", "ring twice");
    }

    private List<String> wrong(Map<String, ?> changes) {
        return paths(read(json(changes)));
    }

    private List<String> wrongInLine(String field, Object value) {
        return wrong(Map.of("items", List.of(item(Map.of(field, value)))));
    }

    private List<String> paths(OrderForm form) {
        return validator.validate(form, Default.class, OrderForm.ByGuest.class).stream()
                .map(violation -> violation.getPropertyPath().toString())
                .toList();
    }

    private static Map<String, @Nullable Object> withNull(String field) {
        var change = new HashMap<String, @Nullable Object>();
        change.put(field, null);
        return change;
    }

    private static Map<String, Object> item(Map<String, ?> changes) {
        var item = new HashMap<String, Object>();
        item.putAll(Map.of("product_id", "b-1", "title", "Lalsalu", "unit_price", "450.00", "quantity", 2));
        item.putAll(changes);
        return item;
    }

    private static String json(Map<String, ?> changes) {
        var form = new HashMap<String, @Nullable Object>();
        form.putAll(Map.of(
                "phone_number",
                "+8801700000001",
                "customer_name",
                "Rahim",
                "address",
                "House 1, Road 2, Dhaka",
                "payment_method",
                "cash_on_delivery",
                "items",
                List.of(item(Map.of())),
                "note",
                "ring twice"));
        form.putAll(changes);
        return JSON.writeValueAsString(form);
    }

    private static OrderForm read(String json) {
        return JSON.readValue(json, OrderForm.class);
    }
}
