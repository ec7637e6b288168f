package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The builder of the figures of an observation.
final class FindingsBuilder {
    private FindingsBuilder() {}

    /// The gain of each worker, the largest first.
    static List<Diagnosis.Gain> gains(List<MemoryTimeline> timelines) {
        return timelines.stream()
                .map(memoryTimeline -> {
                    MemoryBreakdown first = memoryTimeline.first().memoryBreakdown();
                    MemoryBreakdown last = memoryTimeline.last().memoryBreakdown();
                    return new Diagnosis.Gain(
                            memoryTimeline.worker(),
                            last.alone(),
                            last.apart() - first.apart(),
                            last.own() - first.own(),
                            last.file() - first.file());
                })
                .sorted(
                        Comparator.comparingLong((Diagnosis.Gain g) -> g.apart() + g.own())
                                .reversed())
                .toList();
    }

    /// The figures behind a verdict.
    static Findings findings(
            List<MemoryTimeline> timelines,
            List<Retained> workers,
            Curves curves,
            Resolution resolution,
            Shape own,
            Shape apart,
            Shape file,
            @Nullable Allocation allocation,
            @Nullable GrowthEnd end) {
        double[] gain =
                workers.stream()
                        .mapToDouble(w -> Retained.gain(w.own()) + Retained.gain(w.apart()))
                        .toArray();
        return new Findings(
                curves.length(),
                curves.readings(),
                workers.size(),
                curves.rests(),
                apart.bytes(),
                own.bytes(),
                file.bytes(),
                curves.length() > 0 ? own.ongoing() / curves.length() : 0,
                resolution.bytesPerSecond(),
                apart.kind().words,
                own.leapt() > own.bytes() / 2 ? "leapt once" : own.kind().words,
                allocation == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(allocation.inUse().bytes()),
                allocation == null ? "" : allocation.inUse().kind().words,
                Arrays.stream(gain).min().orElse(0),
                Arrays.stream(gain).max().orElse(0),
                mean(workers, MemoryBreakdown::alone),
                mean(workers, MemoryBreakdown::apart),
                mean(workers, MemoryBreakdown::shared),
                newborn(timelines, workers),
                end,
                allocation == null ? List.of() : allocation.growing(),
                allocation == null ? null : allocation.each(),
                allocation == null ? null : allocation.holder());
    }

    /// The mean over the workers that were there to the end.
    private static long mean(List<Retained> workers, ToLongFunction<MemoryBreakdown> part) {
        double end = workers.stream().mapToDouble(FindingsBuilder::last).max().orElse(0);
        return (long)
                workers.stream()
                        .filter(w -> last(w) >= end)
                        .mapToLong(w -> part.applyAsLong(w.points().getLast().memoryBreakdown()))
                        .average()
                        .orElse(0);
    }

    private static double last(Retained worker) {
        return worker.points().getLast().seconds();
    }

    private static OptionalLong newborn(List<MemoryTimeline> timelines, List<Retained> workers) {
        List<MemoryTimeline> born =
                timelines.stream().filter(MemoryTimeline::isBornWithin).toList();
        long[] alone =
                workers.stream()
                        .filter(w ->
                                born.stream()
                                        .anyMatch(c -> c.points().contains(w.points().getFirst())))
                        .mapToLong(w -> w.points().getFirst().memoryBreakdown().alone())
                        .sorted()
                        .toArray();
        return alone.length == 0 ? OptionalLong.empty() : OptionalLong.of(alone[alone.length / 2]);
    }
}
