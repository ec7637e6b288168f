package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PerlProfiles;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTextTest {
    private static final long MB = 1 << 20;

    private static Pool pool(Footprint... workers) {
        var manager =
                new Manager(
                        new ProcessId(1_234_567, 1),
                        1,
                        "perl-fcgi-pm",
                        Footprint.cheap(MB, MB),
                        PerlProfiles.FCGI_PROCMANAGER);
        var all = new ArrayList<Worker>();
        for (Footprint footprint : workers) {
            all.add(
                    new Worker(
                            new ProcessId(1_234_568 + all.size(), 1),
                            Duration.ofMinutes(187),
                            Duration.ZERO,
                            "perl-fcgi",
                            footprint));
        }
        return new Pool(manager, all);
    }

    private static Footprint footprint(long megabytes) {
        return new Footprint(999 * MB, 888 * MB, megabytes * MB, megabytes * MB, 0);
    }

    /// The limit is said once, so that a row fits on a terminal also if its worker goes.
    @Test
    void whoGoesIsMarkedAndAllFitsInEightyColumns() {
        Pool pool = pool(footprint(131), footprint(6));
        var limit = new Limit(Measure.USS, new Size(120 * MB));
        String table = PoolText.table(pool, List.of(pool.workers().getFirst()), limit, 80);
        assertThat(table.lines().findFirst().orElse("")).endsWith("2 workers; limit uss 120M");
        assertThat(table.lines()).filteredOn(l -> l.endsWith("  goes")).hasSize(1);
        assertThat(table.lines().skip(1)).allMatch(l -> l.length() <= 80, table);
    }

    @Test
    void whatTheyTakeTogetherIsSummedUp() {
        String table = PoolText.table(pool(footprint(131), footprint(6)), List.of(), null, 80);
        assertThat(table.lines()).anyMatch(l -> l.matches(" *TOTAL +137M +137M +0B"));
        assertThat(PoolText.table(pool(footprint(131)), List.of(), null, 80))
                .contains(", 1 worker\n")
                .doesNotContain("TOTAL");
        var unread = Footprint.cheap(MB, MB);
        assertThat(PoolText.table(pool(unread, unread), List.of(), null, 80).lines())
                .anyMatch(l -> l.matches(" *TOTAL +- +- +-"));
    }

    @Test
    void theManagerHasARowOfItsOwnAfterTheSum() {
        var table = PoolText.table(pool(footprint(131), footprint(6)), List.of(), null, 80);
        assertThat(table.lines().toList().getLast())
                .matches("1234567 +1.00M +1.00M +- +- +- +manager");
        var pool = pool(footprint(131));
        var weighed = new Pool(pool.manager().with(footprint(17)), pool.workers());
        assertThat(Json.of(weighed, List.of()))
                .contains("\"profile\":\"fcgi-procmanager\",\"vsz_bytes\":1047527424,")
                .contains("\"pss_bytes\":17825792,\"uss_bytes\":17825792,\"swap_bytes\":0}");
    }

    @Test
    void aNarrowTerminalDoesWithoutTheLessImportant() {
        var pool = pool(footprint(131), footprint(6));
        String table = PoolText.table(pool, pool.workers(), null, 40);
        assertThat(table.lines().skip(1)).allMatch(l -> l.length() <= 40, table);
        assertThat(table.lines().skip(1).findFirst().orElse("")).matches(" *WORKER +RSS +PSS +USS");
        assertThat(table).containsPattern("1234568 +888M +131M +131M +goes");
        assertThat(PoolText.table(pool, List.of(), null, 1).lines().skip(1).findFirst().orElse(""))
                .matches(" *WORKER +USS");
    }

    @Test
    void proseIsBrokenBetweenWordsAtTheTerminalsWidth() {
        String advice = "recycle them, and look for the leak in what the route does meanwhile";
        assertThat(Wrapped.lines(advice, 40))
                .containsExactly(
                        "recycle them, and look for the leak in", "what the route does meanwhile");
        assertThat(Wrapped.lines(advice, Table.UNBOUNDED)).containsExactly(advice);
    }

    /// `status` on a narrow terminal.
    @Test
    void longLinesOfAnAnswerHang() {
        String status =
                """
                web: watching, manager 812 (php-fpm, its pool www), limit uss 120M, recycled 1
                  an operator has paused it
                WORKER  AGE\
                """;
        assertThat(Wrapped.text(status, 40))
                .isEqualTo(
                        """
                        web: watching, manager 812 (php-fpm, its
                            pool www), limit uss 120M, recycled
                            1
                          an operator has paused it
                        WORKER  AGE\
                        """);
        assertThat(Wrapped.text(status, Table.UNBOUNDED)).isEqualTo(status);
        assertThat(Wrapped.text("x".repeat(50), 40)).as("a word").isEqualTo("x".repeat(50));
        assertThat(Wrapped.text("  " + "x".repeat(50) + " y", 40))
                .isEqualTo("  " + "x".repeat(50) + "\n      y");
    }
}
