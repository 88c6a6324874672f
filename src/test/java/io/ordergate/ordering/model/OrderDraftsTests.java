package io.ordergate.ordering.model;

import static io.ordergate.ordering.Forms.item;
import static io.ordergate.support.Refusals.refusal;
import static io.ordergate.support.Refusals.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.ordering.Cart;
import io.ordergate.ordering.Forms;
import io.ordergate.ordering.price.PriceLists;
import io.ordergate.ordering.price.Prices;
import io.ordergate.support.Amounts;
import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDraftsTests {

    private static final OrderSettings SETTINGS = new OrderSettings("BDT", List.of("INR", "JPY", "KWD", "USD"), "");

    private final Drafts drafts = new Drafts(SETTINGS, PriceLists.none());

    @Test
    void addsUpPriceTimesQuantity() {
        var draft = drafts.of(Forms.of(item("450", 2), item("99.90", 1), item("0.05", 3)));
        assertThat(Amounts.text(draft.total())).isEqualTo("1000.05");
        assertThat(draft.total().getCurrencyUnit().getCode()).isEqualTo("BDT");
        assertThat(draft.count()).isEqualTo(6);
    }

    @Property(tries = 300)
    void totalIsTheExactSumOfMinorUnits(@ForAll("lines") List<OrderForm.Item> lines) {
        var expected = lines.stream()
                .map(line -> line.unitPrice().unscaledValue().multiply(BigInteger.valueOf(line.count())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        var draft = drafts.of(Forms.of(lines.toArray(OrderForm.Item[]::new)));
        assertThat(draft.total().getAmount().unscaledValue()).isEqualTo(expected);
    }

    @Property(tries = 300)
    void listedOrdersCostWhatTheListSaysWhateverIsSent(
            @ForAll("lines") List<OrderForm.Item> lines, @ForAll("currencies") String currency) {
        var prices = IntStream.range(0, lines.size())
                .mapToObj(index -> new Prices.Price("p" + index, currency, 7L * index + 1, "Title " + index, true))
                .toArray(Prices.Price[]::new);
        var carts = IntStream.range(0, lines.size())
                .mapToObj(index -> new OrderForm.Item(
                        "p" + index,
                        null,
                        lines.get(index).unitPrice(),
                        lines.get(index).quantity()))
                .toArray(OrderForm.Item[]::new);
        var draft = new Drafts(SETTINGS, PriceLists.of(Prices.Mode.LIST, prices)).of(Forms.of(currency, null, carts));
        var expected = IntStream.range(0, lines.size())
                .mapToLong(index -> (7L * index + 1) * lines.get(index).count())
                .sum();
        assertThat(Amounts.minor(draft.total())).isEqualTo(expected).isPositive();
        assertThat(draft.items())
                .extracting(Order.Item::title)
                .containsExactlyElementsOf(
                        Stream.of(prices).map(Prices.Price::title).toList());
        assertThat(draft.priceSource()).isEqualTo(Order.PriceSource.LIST);
    }

    @Property(tries = 300)
    void checkedOrdersAreTakenIfAndOnlyIfEveryPriceIsRight(
            @ForAll("lines") List<OrderForm.Item> lines, @ForAll("currencies") String currency, @ForAll int seed) {
        var decimals = CurrencyUnit.of(currency).getDecimalPlaces();
        var prices = IntStream.range(0, lines.size())
                .mapToObj(index -> new Prices.Price("p" + index, currency, 7L * index + 1, null, true))
                .toArray(Prices.Price[]::new);
        var wrong = Math.floorMod(seed, 2 * lines.size());
        var carts = IntStream.range(0, lines.size())
                .mapToObj(index -> new OrderForm.Item(
                        "p" + index,
                        "Sent " + index,
                        BigDecimal.valueOf(prices[index].amountMinor() + (index == wrong ? 1 : 0), decimals),
                        lines.get(index).quantity()))
                .toArray(OrderForm.Item[]::new);
        var checking = new Drafts(SETTINGS, PriceLists.of(Prices.Mode.CHECKED, prices));
        if (wrong < lines.size()) {
            assertThatThrownBy(() -> checking.of(Forms.of(currency, null, carts)))
                    .isInstanceOfSatisfying(Failure.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ProblemCode.PRICE_CHANGED);
                        assertThat(refusal.errors())
                                .extracting(Failure.FieldError::field)
                                .containsExactly("items[" + wrong + "].unit_price");
                    });
        } else {
            assertThat(checking.of(Forms.of(currency, null, carts)).items())
                    .extracting(Order.Item::title)
                    .containsExactlyElementsOf(
                            Stream.of(carts).map(OrderForm.Item::title).toList());
        }
    }

    @Provide
    Arbitrary<String> currencies() {
        return Arbitraries.of("BDT", "JPY", "KWD");
    }

    @Provide
    Arbitrary<List<OrderForm.Item>> lines() {
        var price = Arbitraries.longs().between(0, 100_000_000).map(minor -> BigDecimal.valueOf(minor, 2));
        var quantity = Arbitraries.integers().between(1, 10_000);
        return Combinators.combine(price, quantity)
                .as((each, count) -> item(each.toPlainString(), count))
                .list()
                .ofMinSize(1)
                .ofMaxSize(100);
    }

    @Property(tries = 2000)
    void anOrderCostsWhatItsLinesAddUpToOrIsRefused(@ForAll("carts") Cart cart) {
        if (cart.isPossible()) {
            var draft = drafts.of(cart.form());
            assertThat(draft.total().getAmount().unscaledValue()).isEqualTo(cart.sum());
            assertThat(draft.total().getScale()).isEqualTo(cart.decimals());
            assertThat(draft.items())
                    .extracting(line -> line.kind().id())
                    .containsExactlyElementsOf(
                            cart.lines().stream().map(Cart.Line::kind).toList());
            var row = OrderPayload.of(draft);
            assertThat(row.order().totalMinor()).isEqualTo(cart.sum().longValueExact());
            assertThat(row.items().stream()
                            .mapToLong(line -> line.unitPriceMinor() * line.quantity())
                            .sum())
                    .isEqualTo(row.order().totalMinor());
        } else {
            assertThat(wrongFields(() -> drafts.of(cart.form()))).containsExactly("items");
        }
    }

    @Provide
    Arbitrary<Cart> carts() {
        return Cart.any();
    }

    @Test
    void onlyWhatIsOrderedIsCountedAndNamed() {
        var draft = drafts.of(Forms.of(
                line("discount", "Spring sale", "-50"),
                line("item", "Lalsalu", "450"),
                line("fee", "Gift wrap", "20"),
                line("tax", "VAT", "21")));
        assertThat(draft.count()).isEqualTo(2);
        assertThat(draft.numberPrefix()).isEqualTo("LA");
        assertThat(Amounts.text(draft.total())).isEqualTo("891.00");
        assertThat(draft.delivery()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "item,-1",
        "fee,-0.01",
        "tax,-1",
        "delivery,-1",
        "discount,0.01",
        "discount,-0.001",
        "discount,-1E+999999999"
    })
    void onlyADiscountIsNegative(String kind, String price) {
        assertThat(wrongFields(() -> drafts.of(Forms.of(item("1", 1), line(kind, "Some line", price)))))
                .containsExactly("items[1].unit_price");
    }

    @Test
    void discountsMayTakeAllOfThePriceAndNoMore() {
        var all = Forms.of(item("450", 2), line("discount", "Sale", "-900"));
        assertThat(Amounts.text(drafts.of(all).total())).isEqualTo("0.00");
        var more = Forms.of(item("450", 2), line("discount", "Sale", "-900.01"));
        assertThat(wrongFields(() -> drafts.of(more))).containsExactly("items");
    }

    private static OrderForm.Item line(String kind, String title, String price) {
        return new OrderForm.Item(kind, null, title, new BigDecimal(price), kind.equals("item") ? 2 : 1);
    }

    @Test
    void aQuantityThatIsNotSentIsOne() {
        var draft = drafts.of(Forms.of(new OrderForm.Item(null, "Lalsalu", new BigDecimal("450"), null)));
        assertThat(draft.items()).extracting(Order.Item::quantity).containsExactly(1);
        assertThat(Amounts.text(draft.total())).isEqualTo("450.00");
    }

    @Test
    void doesNotChangeWithTheListItWasMadeOf() {
        var lines = new ArrayList<>(List.of(item("450", 2)));
        var form = Forms.of(lines);
        var draft = drafts.of(form);
        lines.clear();
        assertThat(draft.items()).hasSize(1).isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"900", "900.0", "900.00", "900.000", "9E+2"})
    void takesATotalThatAgrees(String total) {
        assertThat(Amounts.text(drafts.of(Forms.of(null, total, item("450", 2))).total()))
                .isEqualTo("900.00");
    }

    @Timeout(60)
    @ParameterizedTest
    @ValueSource(strings = {"0", "899.99", "900.01", "-900", "1E+999999999", "1E-999999999", "900.0000000000000000001"})
    void refusesATotalThatDoesNotAgree(String total) {
        assertThat(wrongFields(() -> drafts.of(Forms.of(null, total, item("450", 2)))))
                .containsExactly("total_amount");
    }

    @Test
    void refusesATotalAboveTheLimit() {
        var dear = item("10000000000000", 10_000);
        assertThat(wrongFields(
                        () -> drafts.of(Forms.of(Collections.nCopies(100, dear).toArray(OrderForm.Item[]::new)))))
                .containsExactly("items");
        assertThat(wrongFields(() -> drafts.of(Forms.of(item("10000000000000", 1), item("0.01", 1)))))
                .containsExactly("items");
        assertThat(Amounts.minor(drafts.of(Forms.of(item("10000000000000", 1))).total()))
                .isEqualTo(Amounts.MAX_MINOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "XX", "ZZZ", "BDTX", "XAU", "XTS", "XXX", "৳", "840", "\u0000\u0000\u0000"})
    void refusesACurrencyThatIsNone(String currency) {
        assertThat(wrongFields(() -> drafts.of(Forms.of(currency, null, item("450", 2)))))
                .containsExactly("currency");
    }

    @Test
    void refusesACurrencyThatTheShopDoesNotTake() {
        assertThat(wrongFields(() -> drafts.of(Forms.of("IDR", null, item("450", 2)))))
                .containsExactly("currency");
        var one = new Drafts(new OrderSettings("KES", List.of(), ""), PriceLists.none());
        assertThat(wrongFields(() -> one.of(Forms.of("BDT", null, item("450", 2)))))
                .containsExactly("currency");
        assertThat(one.of(Forms.of("kes", null, item("450", 2))).priceSource()).isEqualTo(Order.PriceSource.CLIENT);
    }

    @ParameterizedTest
    @CsvSource({"JPY,450,900", "jpy,450.0,900", "KWD,0.125,0.250", "KWD,1,2.000", "USD,4.5,9.00"})
    void countsInTheDecimalsOfTheCurrency(String currency, String price, String total) {
        assertThat(Amounts.text(
                        drafts.of(Forms.of(currency, null, item(price, 2))).total()))
                .isEqualTo(total);
    }

    @ParameterizedTest
    @CsvSource({"JPY,450.5", "KWD,0.1255", "USD,4.505", "BDT,-1", "BDT,1E+999999999", "BDT,1E-999999999"})
    void refusesAPriceThatTheCurrencyCannotExpress(String currency, String price) {
        assertThat(wrongFields(() -> drafts.of(Forms.of(currency, null, item("1", 1), item(price, 1)))))
                .containsExactly("items[1].unit_price");
    }

    @Test
    void namesEveryWrongPriceAtOnce() {
        assertThat(wrongFields(() -> drafts.of(Forms.of(item("-1", 1), item("1", 1), item("0.001", 1)))))
                .containsExactly("items[0].unit_price", "items[2].unit_price");
    }

    @Test
    void refusesAPhoneThatIsNone() {
        var form = Forms.of("12", List.of(item("1", 1)));
        refusal(ProblemCode.INVALID_PHONE, () -> drafts.of(form));
    }

    @Test
    void keepsNoBlanks() {
        var item = new OrderForm.Item(null, "  Lalsalu ", new BigDecimal("450"), 1);
        var form = new OrderForm(
                Sensitive.of("01700-000001"),
                "BD",
                Sensitive.of(" "),
                Sensitive.of("  House 1, Dhaka\n"),
                "card",
                List.of(item),
                null,
                null,
                null,
                Sensitive.of("\t"),
                null);
        var draft = drafts.of(form);
        assertThat(draft.customerName()).isNull();
        assertThat(draft.note()).isNull();
        assertThat(draft.address()).isEqualTo(Sensitive.of("House 1, Dhaka"));
        assertThat(draft.items()).extracting(Order.Item::title).containsExactly("Lalsalu");
        assertThat(draft.requirePhone().e164()).isEqualTo("+8801700000001");
    }

    @ParameterizedTest
    @CsvSource({"Lalsalu,LA", "লালসালু,XX", "7 habits,HA", "1984,XX", "a,AX", "Élan,LA", "ß-x,XX"})
    void numbersBeginWithTheFirstLettersOfTheFirstTitle(String title, String prefix) {
        var item = new OrderForm.Item(null, title, BigDecimal.ONE, 1);
        assertThat(drafts.of(Forms.of(item, item("1", 1))).numberPrefix()).isEqualTo(prefix);
    }

    @Test
    void doesNotShowWhoOrdersWhat() {
        assertThat(Stream.of(drafts.of(Forms.of(item("1", 1))), Forms.of(item("1", 1))))
                .map(Object::toString)
                .noneMatch(text -> text.contains("01700000001") || text.contains("Rahim") || text.contains("Dhaka"));
    }
}
