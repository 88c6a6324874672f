package io.ordergate.support.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

class HeapCompactionTests {

    private static final long MB = 1024 * 1024;

    private final MemoryPoolMXBean pool = mock(MemoryPoolMXBean.class);

    @Test
    void aHeapIsCollectedThatHasGrownSinceItsLastFullCollection() {
        given(pool.getUsage()).willReturn(used(73 * MB));
        given(pool.getCollectionUsage()).willReturn(used(60 * MB));

        assertThat(HeapCompaction.hasGrown(pool)).isTrue();
    }

    @Test
    void aHeapIsLeftAloneThatHasHardlyGrown() {
        given(pool.getUsage()).willReturn(used(72 * MB));
        given(pool.getCollectionUsage()).willReturn(used(60 * MB));

        assertThat(HeapCompaction.hasGrown(pool)).isFalse();
    }

    @Test
    void aHeapThatWasNeverCollectedHasGrownFromNothing() {
        given(pool.getUsage()).willReturn(used(17 * MB));

        assertThat(HeapCompaction.hasGrown(pool)).isTrue();
    }

    private static MemoryUsage used(long bytes) {
        return new MemoryUsage(0, bytes, bytes, 176 * MB);
    }
}
