package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorShareTest {
    @Test
    void allPoolsTogetherNeverUseThemUp() {
        for (long limit : new long[] {16, 64, 1024, 4096, 65_536, Long.MAX_VALUE}) {
            var share = new DescriptorShare(() -> limit);
            for (int pools = 1; pools <= 20; pools++) {
                share.join();
                assertThat(share.workers()).isBetween(1, 2048);
                // What a worker keeps open, for each of them.
                assertThat(2L * share.workers() * pools).isLessThan(Math.max(limit, 41));
            }
        }
    }

    @Test
    void aPoolThatIsGivenUpLeavesItsShareToTheOthers() {
        var share = new DescriptorShare(() -> 1024);
        share.join();
        int alone = share.workers();
        share.join();
        assertThat(share.workers()).isEqualTo(alone / 2);
        share.leave();
        assertThat(share.workers()).isEqualTo(alone);
    }
}
