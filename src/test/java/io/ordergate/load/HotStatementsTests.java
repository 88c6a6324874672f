package io.ordergate.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The measurement keeps up with the statements: a new parameter has a value there. */
class HotStatementsTests {

    @Test
    void everyParameterHasAValue() throws IOException {
        assertThat(HotStatements.script()).contains("insert into challenges", "insert into orders");
    }
}
