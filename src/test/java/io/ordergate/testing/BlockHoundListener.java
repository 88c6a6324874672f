package io.ordergate.testing;

import java.lang.management.ManagementFactory;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import reactor.blockhound.BlockHound;

/**
 * Installs BlockHound before the first test of a JVM that was started for tests. Maven's own JVM, which only lists the tests for
 * two others, is left alone. That BlockHound is there is what {@code BlockHoundTests} asserts, in the JVM that it runs in.
 */
public final class BlockHoundListener implements TestExecutionListener {

    /** What BlockHound needs of a JVM: the build gives it to the JVMs of tests, an IDE has to as well. */
    private static final String FLAG = "-XX:+AllowRedefinitionToAddDeleteMethods";

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains(FLAG)) {
            BlockHound.install();
        } else {
            throw new IllegalStateException("Tests need " + FLAG);
        }
    }
}
