package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Statement;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTests {

    @Test
    void numbersParametersInTheOrderOfTheirFirstUse() {
        assertThat(text("select :b, :a_b where x = :b")).isEqualTo("select $1, $2 where x = $1");
    }

    @Test
    void leavesCastsAndQuotedTextAlone() {
        assertThat(text("select :life::int, '{}'::jsonb, 'a  :b', 'it''s :c', array[:d, '*']"))
                .isEqualTo("select $1::int, '{}'::jsonb, 'a  :b', 'it''s :c', array[$2, '*']");
    }

    @Test
    void dropsIndentation() {
        assertThat(text("\n  select 1\n    from t\n")).isEqualTo("select 1 from t");
    }

    @Test
    void refusesComments() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.of("select 1 -- one\n from t"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.of("select /* one */ 1"));
    }

    @Test
    void putsFragmentsIntoTheirPlaces() {
        var order = Sql.of(
                "select {columns} from t where {due} > 0 and {due} < :most", Map.of("columns", "a, b", "due", "(:x)"));
        assertThat(order.toString()).isEqualTo("select a, b from t where ($1) > 0 and ($1) < $2");
    }

    @Test
    void keepsTheLinesOfFragmentsUnderEachOther() {
        var inner = Sql.fragment("lines as (\n  {columns})", Map.of("columns", "a,\nb"));
        assertThat(Sql.of("with\n  {inner}\nselect '{}'", Map.of("inner", inner))
                        .source())
                .isEqualTo("with\n  lines as (\n    a,\n    b)\nselect '{}'");
    }

    @Test
    void refusesAFragmentThatIsUnknownUnusedOrMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sql.of("select {columns}", Map.of("column", "a")))
                .withMessageContaining("columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sql.of("select 1", Map.of("columns", "a")))
                .withMessageContaining("columns");
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.of("select {columns}"));
    }

    @Test
    void bindsATypedNullForAMissingValue() {
        assertThat(bound(Sql.of("select :a, :b").bind("a", null, String.class).bind("b", "c", String.class)))
                .isEqualTo(Map.of(0, Parameters.in(String.class), 1, "c"));
    }

    @Test
    void bindsEachParameterOnceWhateverTheOrderOfTheCalls() {
        var call = Sql.of("select :b, :a, :b").call().bind("a", 1).bind("b", 2);
        assertThat(bound(call)).containsExactly(Map.entry(0, 2), Map.entry(1, 1));
    }

    @Test
    void callsShareNothing() {
        var sql = Sql.of("select :a");
        var first = sql.call().bind("a", 1);
        var second = sql.call().bind("a", 2);
        assertThat(bound(first)).containsExactly(Map.entry(0, 1));
        assertThat(bound(second)).containsExactly(Map.entry(0, 2));
    }

    @Test
    void refusesAForgottenAndAnUnknownParameter() {
        assertThatIllegalStateException()
                .isThrownBy(() -> bound(Sql.of("select :a").call()))
                .withMessageContaining("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sql.of("select :a").call().bind("b", 1))
                .withMessageContaining("b");
    }

    @Test
    void doesNotShowValues() {
        assertThat(Sql.of("select :a").call().bind("a", "secret")).asString().doesNotContain("secret");
    }

    private static String text(String source) {
        return Sql.of(source).toString();
    }

    private static Map<Integer, Object> bound(Sql.Call call) {
        var values = new LinkedHashMap<Integer, Object>();
        var statement = (Statement) Proxy.newProxyInstance(
                SqlTests.class.getClassLoader(), new Class<?>[] {Statement.class}, (itself, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("bind");
                    values.put((Integer) arguments[0], arguments[1]);
                    return itself;
                });
        call.bound(statement);
        return values;
    }
}
