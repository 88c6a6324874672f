package io.ordergate.testing;

import java.lang.management.ManagementFactory;
import org.slf4j.LoggerFactory;

/** What the threads of a test run are doing. */
final class Threads {

    private Threads() {}

    static void dump() {
        var text = new StringBuilder("A call was not answered:\n");
        for (var thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append(thread.getThreadName()).append(' ').append(thread.getThreadState());
            text.append(" waits for ").append(thread.getLockName()).append('\n');
            for (var frame : thread.getStackTrace()) {
                text.append("    ").append(frame).append('\n');
            }
        }
        LoggerFactory.getLogger(Threads.class).error(text.toString());
    }
}
