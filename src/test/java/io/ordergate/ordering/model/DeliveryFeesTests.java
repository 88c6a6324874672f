package io.ordergate.ordering.model;

import static io.ordergate.ordering.Forms.item;
import static io.ordergate.support.Refusals.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.ordering.Cart;
import io.ordergate.ordering.price.PriceLists;
import io.ordergate.support.Amounts;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryFeesTests {

    private static final String TABLE =
            "Inside Dhaka: 60 BDT free from 2000; BD:120.50 BDT free  from 5000;*:9000 BDT; KW:0.250 KWD;ঢাকা:70 BDT;";

    private final Drafts drafts = drafts(TABLE);

    @ParameterizedTest
    @CsvSource({
        "+8801700000001,,Delivery (BD),120.50",
        "+8801700000001,bd,Delivery (BD),120.50",
        "+8801700000001,' inside DHAKA ',Delivery (Inside Dhaka),60.00",
        "+8801700000001,ঢাকা,Delivery (ঢাকা),70.00",
        "+8801700000001,*,Delivery,9000.00",
        "+14155552671,' ',Delivery,9000.00",
        "+14155552671,BD,Delivery (BD),120.50",
    })
    void theNamedZoneCountsThenTheCountryOfThePhone(String phone, @Nullable String zone, String title, String fee) {
        var draft = drafts.of(form(phone, null, zone, item("100", 2)));
        var line = draft.items().get(1);
        assertThat(line.kind()).isEqualTo(Order.LineKind.DELIVERY);
        assertThat(line.title()).isEqualTo(title);
        assertThat(Amounts.text(line.total())).isEqualTo(fee);
        assertThat(draft.total())
                .isEqualTo(Money.of(line.unitPrice().getCurrencyUnit(), 200).plus(line.total()));
        assertThat(draft.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1999.99,0,60.00", "2000,0,0.00", "2000.01,0,0.00", "2100,-100,0.00", "2100,-100.01,60.00"})
    void deliveryIsFreeFromWhatTheGoodsCostLessDiscounts(String price, String discount, String fee) {
        var draft = drafts.of(form(
                "+8801700000001",
                null,
                "inside dhaka",
                item(price, 1),
                line("discount", discount),
                line("fee", "500"),
                line("tax", "500")));
        assertThat(Amounts.text(draft.items().get(4).total())).isEqualTo(fee);
    }

    @Property(tries = 500)
    void theFeeIsAddedExactlyInEveryCurrency(@ForAll("carts") Cart cart) {
        var shop = new Drafts(
                new OrderSettings(
                        "JPY", List.of("BDT", "KWD"), "*:7 JPY free from 900;*:0.07 BDT free from 9;*:0.007 KWD"),
                PriceLists.none());
        var isFree = cart.decimals() < 3 && cart.goods().compareTo(BigInteger.valueOf(900)) >= 0;
        var fee = BigInteger.valueOf(isFree ? 0 : 7);
        var draft = shop.of(cart.form());
        assertThat(draft.total().getAmount())
                .isEqualTo(new BigDecimal(cart.sum().add(fee), cart.decimals()));
        assertThat(Objects.requireNonNull(draft.delivery()).getAmount())
                .isEqualTo(new BigDecimal(fee, cart.decimals()));
        var sum = OrderPayload.of(draft).items().stream()
                .mapToLong(line -> line.unitPriceMinor() * line.quantity())
                .sum();
        assertThat(sum).isEqualTo(Amounts.minor(draft.total()));
    }

    @Provide
    Arbitrary<Cart> carts() {
        return Cart.possible().filter(cart -> cart.lines().stream()
                .noneMatch(line -> line.kind().equals("delivery")));
    }

    @Test
    void aZoneOrCountryWithoutAFeeIsRefused() {
        assertThat(wrongFields(() -> drafts.of(form("+8801700000001", null, "sylhet", item("1", 1)))))
                .containsExactly("delivery_zone");
        assertThat(wrongFields(() -> drafts.of(form("+8801700000001", "KWD", null, item("1", 1)))))
                .containsExactly("delivery_zone");
        assertThat(wrongFields(() -> drafts.of(form("+8801700000001", "KWD", "inside dhaka", item("1", 1)))))
                .containsExactly("delivery_zone");
        assertThat(Amounts.text(drafts.of(form("+8801700000001", "KWD", "KW", item("1", 1)))
                        .total()))
                .isEqualTo("1.250");
    }

    @Test
    void aClientsOwnDeliveryIsRefusedWhereTheShopAddsIt() {
        var form = form("+8801700000001", null, null, item("1", 1), line("delivery", "1"));
        assertThat(wrongFields(() -> drafts.of(form))).containsExactly("items[1].kind");
        assertThat(drafts("").of(form).items()).hasSize(2);
    }

    @Test
    void whatIsNotDeliveredHasNoFee() {
        var form = new OrderForm(
                null, null, null, null, "card", List.of(item("450", 2)), null, null, "nowhere", null, null);
        assertThat(drafts.of(form).items()).hasSize(1);
        assertThat(drafts.of(form).delivery()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"200,true", "320.50,true", "320.5,true", "120.50,false", "260,false", "320.51,false"})
    void aClientMayCountDeliveryOrNot(String total, boolean agrees) {
        var form = form("+8801700000001", null, null, new BigDecimal(total), item("100", 2));
        if (agrees) {
            assertThat(Amounts.text(drafts.of(form).total())).isEqualTo("320.50");
        } else {
            assertThat(wrongFields(() -> drafts.of(form))).containsExactly("total_amount");
        }
    }

    @Test
    void deliveryMayNotMakeAnOrderTooDear() {
        var form = form("+8801700000001", null, null, item("10000000000000", 1), line("discount", "-9999999999999"));
        assertThat(Amounts.text(drafts.of(form).total())).isEqualTo("121.50");
        var dear = drafts("*:1 BDT;*:1 KWD").of(form("+8801700000001", null, null, item("9999999999999", 1)));
        assertThat(Amounts.minor(dear.total())).isEqualTo(Amounts.MAX_MINOR);
        assertThat(wrongFields(() ->
                        drafts("*:1 BDT;*:1 KWD").of(form("+8801700000001", null, null, item("9999999999999.01", 1)))))
                .containsExactly("items");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dhaka",
                "dhaka:60",
                "dhaka:60 TAKA",
                "dhaka:60 XAU",
                "dhaka:-60 BDT",
                "dhaka:60.001 BDT",
                "dhaka:6e1 BDT",
                "dhaka:99999999999999 BDT",
                "dhaka:60 BDT free",
                "dhaka:60 BDT free from",
                "dhaka:60 BDT free from some",
                "dhaka:60 BDT free from 2000.001",
                ":60 BDT",
                "**:60 BDT",
                "dhaka:60 BDT,BD:120 BDT",
                "dhaka:60 BDT;DHAKA:70 BDT",
            })
    void aTableThatIsNotUnderstoodIsRefused(String table) {
        assertThatThrownBy(() -> drafts(table + ";*:1 KWD"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DELIVERY_FEES is not understood at '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:60 BDT", "*:60 BDT;*:1 KWD;*:1 USD", "*:1 USD"})
    void aTableIsForAllCurrenciesOfOrdersAndForNoOther(String table) {
        assertThatThrownBy(() -> drafts(table)).hasMessageContaining("DELIVERY_FEES must have rows in");
    }

    private static Drafts drafts(String table) {
        return new Drafts(new OrderSettings("BDT", List.of("KWD"), table), PriceLists.none());
    }

    private static OrderForm.Item line(String kind, String price) {
        return new OrderForm.Item(kind, null, "Some " + kind, new BigDecimal(price), 1);
    }

    private static OrderForm form(
            String phone, @Nullable String currency, @Nullable String zone, OrderForm.Item... items) {
        return form(phone, currency, zone, (BigDecimal) null, items);
    }

    private static OrderForm form(
            String phone,
            @Nullable String currency,
            @Nullable String zone,
            @Nullable BigDecimal total,
            OrderForm.Item... items) {
        return new OrderForm(
                Sensitive.of(phone),
                null,
                null,
                Sensitive.of("Dhaka 1207"),
                "card",
                List.of(items),
                currency,
                total,
                zone,
                null,
                null);
    }
}
