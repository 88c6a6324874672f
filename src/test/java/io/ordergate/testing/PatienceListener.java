package io.ordergate.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Gives whoever waits, without saying for how long, more than Awaitility's ten seconds, which a busy machine may take. */
public final class PatienceListener implements TestExecutionListener {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
