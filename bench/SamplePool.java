import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Samples a pool once and again as the daemon does: lists a manager's children, then reads each
/// one's memory through a file kept open. Prints the median over passes, in microseconds a pass.
class SamplePool {
    private static final int PASSES = 200;

    public static void main(String[] args) throws Exception {
        int manager = Integer.parseInt(args[0]);
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        List<Statm> workers = new ArrayList<>();
        for (int pid : pools.children(manager)) {
            workers.add(new Statm(Proc.ofMachine(), new ProcessId(pid, 0)));
        }
        var pass = new double[PASSES];
        long bytes = 0;
        for (int p = -PASSES; p < PASSES; p++) { // The first half warms up.
            long start = System.nanoTime();
            if (pools.children(manager).size() != workers.size()) {
                System.exit(1);
            }
            for (Statm worker : workers) {
                worker.read();
                bytes += worker.rssBytes();
            }
            pass[Math.floorMod(p, PASSES)] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(pass);
        System.out.printf("%.0f%n", pass[PASSES / 2]);
        System.exit(bytes == 0 ? 1 : 0);
    }
}
