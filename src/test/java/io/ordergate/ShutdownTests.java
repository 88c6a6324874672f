package io.ordergate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.IntegrationTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;

/** Those who still write to the database while the service stops need its event loops. */
@IntegrationTest
class ShutdownTests {

    @Autowired
    private List<SmartLifecycle> all;

    @Autowired
    private ReactorResourceFactory loops;

    @Test
    void theEventLoopsEndAfterWhoeverNeedsThem() {
        var ours = all.stream()
                .filter(bean -> bean.getClass().getPackageName().startsWith("io.ordergate"))
                .toList();

        assertThat(ours).hasSizeGreaterThanOrEqualTo(3).allSatisfy(bean -> assertThat(bean.getPhase())
                .as(bean.toString())
                .isGreaterThan(loops.getPhase()));
    }
}
