import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import java.util.Arrays;

/// Reads one process's memory as the program does: through a file kept open. Prints the median over
/// batches, in nanoseconds a reading.
class ReadRss {
    private static final int BATCHES = 200;
    private static final int READINGS = 5000;

    public static void main(String[] args) throws Exception {
        var batch = new double[BATCHES];
        long bytes = 0;
        try (var statm = new Statm(Proc.ofMachine(), new ProcessId(Integer.parseInt(args[0]), 0))) {
            for (int b = -BATCHES; b < BATCHES; b++) { // The first half warms up.
                long start = System.nanoTime();
                for (int i = 0; i < READINGS; i++) {
                    statm.read();
                    bytes += statm.rssBytes();
                }
                batch[Math.floorMod(b, BATCHES)] = (System.nanoTime() - start) / (double) READINGS;
            }
        }
        Arrays.sort(batch);
        System.out.printf("%.0f%n", batch[BATCHES / 2]);
        System.exit(bytes == 0 ? 1 : 0);
    }
}
