package dev.kidreaper.diagnose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// `Replay FOLDER open|held|all [PART-OF-NAME]`: judges what {@link CollectionRun} observed once.
final class Replay {
    private Replay() {}

    public static void main(String[] args) {
        var matrix = new Matrix();
        for (Workload workload : Workload.all()) {
            Path file = Path.of(args[0], workload.file());
            boolean wanted = args[1].equals("all") || workload.heldBack() == args[1].equals("held");
            if (!Files.exists(file) || !wanted) {
                continue;
            }
            var timelines = TimelineFile.read(file);
            Diagnosis diagnosis = Judge.of(timelines);
            matrix.add(workload, diagnosis);
            boolean isRight = Matrix.isRight(workload, diagnosis);
            System.out.printf(
                    "%-6s %-28s %-14s %.2f %s%n",
                    isRight ? "right" : "WRONG",
                    workload.name(),
                    diagnosis.verdict().label(),
                    diagnosis.confidence(),
                    diagnosis.shares());
            if (!isRight || (args.length > 2 && workload.name().matches(args[2]))) {
                List<Retained> workers = Retained.of(timelines);
                if (workers.isEmpty()) {
                    continue;
                }
                Curves curves = Curves.over(workers);
                show("own", curves, workers, Retained::own);
                show("apart", curves, workers, Retained::apart);
                show("file", curves, workers, Retained::file);
            }
        }
        System.out.println(matrix.text());
    }

    private static void show(
            String part, Curves curves, List<Retained> workers, Function<Retained, double[]> of) {
        var resolution = Resolution.of(curves, curves.length());
        Shape shape = Shape.of(curves, workers, false, resolution, of);
        System.out.printf(
                "       %-6s %s of %d workers, %d readings, %.0f rests%s%n",
                part,
                shape,
                workers.size(),
                curves.readings(),
                curves.rests(),
                curves.isByRests() ? ", by rests" : "");
    }
}
