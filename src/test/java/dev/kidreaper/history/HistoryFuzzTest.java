package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.BOOT;
import static dev.kidreaper.history.Samples.SMALL;
import static dev.kidreaper.history.Samples.WORKER;
import static dev.kidreaper.history.Samples.at;
import static dev.kidreaper.history.Samples.ofEachKind;
import static dev.kidreaper.history.Samples.ofServedPools;
import static dev.kidreaper.history.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a history's file holds, reading it ends, with rows or a refusal.
class HistoryFuzzTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void aRowOrARefusal() {
        Fuzz.briefly(new String[] {"recycled", "x"}, rows());
    }

    @Tag("soak")
    @Test
    void amongAMillionRows() {
        Fuzz.fully(new String[] {"recycled", "x"}, rows());
    }

    private static Fuzz.Check rows() {
        var rows = new ArrayList<Map<EventColumn, Object>>();
        ofEachKind().forEach(e -> rows.add(EventRow.of(e, BOOT).values()));
        ofServedPools().forEach(e -> rows.add(EventRow.of(e, BOOT).values()));
        var columns = List.of(EventColumn.values());
        return (text, random) -> {
            var row = new EnumMap<>(rows.get(random.nextInt(rows.size())));
            for (int i = random.nextInt(3); i >= 0; i--) {
                EventColumn column = columns.get(random.nextInt(columns.size()));
                switch (random.nextInt(5)) {
                    case 0 -> row.remove(column);
                    case 1 -> row.put(column, text);
                    case 2 -> row.put(column, random.nextLong());
                    case 3 -> row.put(column, random.nextDouble());
                    default -> row.put(column, random.nextInt(3) - 1);
                }
            }
            try {
                new EventReader(row).event();
            } catch (HistoryFailure e) {
                assertThat(e.isBroken()).isTrue();
            }
        };
    }

    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        damaged(Duration.ofSeconds(4), 10_000);
    }

    @Tag("soak")
    @Test
    void amongTenThousandDamagedFiles() throws IOException {
        damaged(Duration.ofHours(1), 10_000);
    }

    private void damaged(Duration longest, int most) throws IOException {
        Path file = folder.resolve("history.db");
        try (var history = SqliteHistory.open(file, BOOT, SMALL)) {
            history.recordAll(ofEachKind());
            for (int i = 0; i < 200; i++) {
                history.record(List.of(reading(at(i), WORKER, i)));
            }
        }
        byte[] good = Files.readAllBytes(file);
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        long begun = System.nanoTime();
        int cases = 0;
        while (cases < most && System.nanoTime() - begun < longest.toNanos()) {
            one(file, good, first + cases);
            cases++;
        }
        System.out.printf("fuzz: %d damaged files from seed %d%n", cases, first);
    }

    private static void one(Path file, byte[] good, long seed) throws IOException {
        var random = new Random(seed);
        byte[] bytes = random.nextInt(10) == 0 ? cut(good, random) : good.clone();
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.deleteIfExists(file.resolveSibling("history.db-wal"));
        Files.deleteIfExists(file.resolveSibling("history.db-shm"));
        Files.write(file, bytes);
        try (var history = SqliteHistory.open(file, BOOT, SMALL)) {
            history.events(null, Instant.EPOCH, 100);
            history.openRecycles();
            history.readings("web", WORKER, at(0), at(99));
            history.recordAll(ofEachKind());
            history.record(List.of(reading(at(300), WORKER, 1)));
        } catch (HistoryFailure e) {
            assertThat(e.sentence()).as("seed " + seed).isNotEmpty();
        } catch (RuntimeException e) {
            throw new AssertionError("-Dfuzz.seed=" + seed, e);
        }
    }

    private static byte[] cut(byte[] good, Random random) {
        return java.util.Arrays.copyOf(good, random.nextInt(good.length));
    }
}
