package dev.kidreaper.diagnose;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Referrers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Courses as a text, so that what was seen once can be judged again: a line for each worker, then
/// its points.
final class TimelineFile {
    private static final long PAGE = 4096;

    /// In so many numbers stands what is known of a heap.
    private static final int HEAP = 3;

    private TimelineFile() {}

    static void write(Path file, List<MemoryTimeline> timelines) {
        var text = new StringBuilder();
        for (MemoryTimeline memoryTimeline : timelines) {
            text.append(
                    "worker %d %d %.2f%s%s%n"
                            .formatted(
                                    memoryTimeline.worker().pid(),
                                    memoryTimeline.worker().startTicks(),
                                    memoryTimeline.born(),
                                    referrers(memoryTimeline.referrers()),
                                    sizes(inherited(memoryTimeline))));
            for (MemoryTimeline.Point p : memoryTimeline.points()) {
                MemoryBreakdown m = p.memoryBreakdown();
                text.append(
                        "%.2f %d %d %d %d %d %d %d %d%s %d%s%s%n"
                                .formatted(
                                        p.seconds(),
                                        m.shared() / PAGE,
                                        m.apart() / PAGE,
                                        m.own() / PAGE,
                                        m.file() / PAGE,
                                        m.fileAlone() / PAGE,
                                        m.swap() / PAGE,
                                        p.rests(),
                                        p.peak() / PAGE,
                                        p.heap() == null ? "" : heap(p.heap()),
                                        p.cpuTicks(),
                                        p.accepted() < 0 ? "" : " +" + p.accepted(),
                                        sizes(p.heap() == null ? null : p.heap().pieces())));
            }
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As ` @PIECES:BYTES:ELEMENTS:IN-ARRAY:LOST:GARBAGE:SPARE`; nothing if unknown.
    private static String referrers(@Nullable Referrers r) {
        return r == null
                ? ""
                : " @%d:%d:%d:%d:%d:%d:%d"
                        .formatted(
                                r.pieces(),
                                r.bytes(),
                                r.elements(),
                                r.inArray(),
                                r.lost(),
                                r.garbage(),
                                r.spare());
    }

    private static @Nullable Referrers referrers(String[] words) {
        for (String word : words) {
            if (word.startsWith("@")) {
                String[] n = word.substring(1).split(":", -1);
                return new Referrers(
                        Integer.parseInt(n[0]),
                        Long.parseLong(n[1]),
                        Integer.parseInt(n[2]),
                        Long.parseLong(n[3]),
                        Long.parseLong(n[4]),
                        Long.parseLong(n[5]),
                        n.length > 6 ? Long.parseLong(n[6]) : 0);
            }
        }
        return null;
    }

    private static @Nullable PieceSizes inherited(MemoryTimeline timeline) {
        return timeline.points().stream()
                .map(MemoryTimeline.Point::heap)
                .filter(h -> h != null && h.inherited() != null)
                .map(Heap::inherited)
                .findFirst()
                .orElse(null);
    }

    /// As ` =CLASS:COUNT,CLASS:COUNT,`; nothing if unknown.
    private static String sizes(@Nullable PieceSizes sizes) {
        if (sizes == null) {
            return "";
        }
        var text = new StringBuilder(" =");
        for (int c = 0; c < sizes.classes(); c++) {
            if (sizes.count(c) != 0) {
                text.append(c).append(':').append(sizes.count(c)).append(',');
            }
        }
        return text.toString();
    }

    private static @Nullable PieceSizes sizes(String[] words) {
        String last = words[words.length - 1];
        if (!last.startsWith("=")) {
            return null;
        }
        var counter = new PieceSizes.Counter();
        for (String pair : last.substring(1).split(",", -1)) {
            String[] number = pair.split(":", -1);
            if (number.length == 2) {
                long size = PieceSizes.size(Integer.parseInt(number[0]));
                counter.add(size, Integer.parseInt(number[1]));
            }
        }
        return counter.sizes();
    }

    private static String heap(Heap heap) {
        return " %d %d %d".formatted(heap.inUse(), heap.own(), heap.isCollected() ? 1 : 0);
    }

    static List<MemoryTimeline> read(Path file) {
        var timelines = new ArrayList<MemoryTimeline>();
        try {
            String[] worker = null;
            var points = new ArrayList<MemoryTimeline.Point>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("worker")) {
                    add(worker, points, timelines);
                    worker = words;
                    points.clear();
                } else {
                    points.add(point(words, worker == null ? null : sizes(worker)));
                }
            }
            add(worker, points, timelines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return timelines;
    }

    private static void add(
            String @Nullable [] worker,
            List<MemoryTimeline.Point> points,
            List<MemoryTimeline> timelines) {
        if (worker != null) {
            var id = new ProcessId(Integer.parseInt(worker[1]), Long.parseLong(worker[2]));
            double born = Double.parseDouble(worker[3]);
            timelines.add(new MemoryTimeline(id, born, points, referrers(worker)));
        }
    }

    private static MemoryTimeline.Point point(String[] words, @Nullable PieceSizes inherited) {
        PieceSizes pieces = sizes(words);
        String[] w = pieces == null ? words : Arrays.copyOf(words, words.length - 1);
        // Of old files nobody counted them.
        long accepted = MemoryTimeline.Point.UNCOUNTED;
        if (w[w.length - 1].startsWith("+")) {
            accepted = Long.parseLong(w[w.length - 1].substring(1));
            w = Arrays.copyOf(w, w.length - 1);
        }
        long[] n = new long[9];
        for (int i = 1; i < n.length; i++) {
            n[i] = Long.parseLong(w[i]) * (i == 7 ? 1 : PAGE);
        }
        var memoryBreakdown = new MemoryBreakdown(n[1], n[2], n[3], n[4], n[5], n[6]);
        Heap heap =
                w.length < n.length + HEAP
                        ? null
                        : new Heap(
                                Long.parseLong(w[9]),
                                Long.parseLong(w[10]),
                                w[11].equals("1"),
                                pieces,
                                inherited);
        // Of the oldest it is not known.
        long ticks = w.length % HEAP == 1 ? Long.parseLong(w[w.length - 1]) : 0;
        double seconds = Double.parseDouble(w[0]);
        return new MemoryTimeline.Point(
                seconds, memoryBreakdown, n[7], ticks, n[8], true, accepted, heap);
    }
}
