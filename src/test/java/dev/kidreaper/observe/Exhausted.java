package dev.kidreaper.observe;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;

/// A program that uses up its file descriptors and then looks at a process: it says what it is
/// told.
public final class Exhausted {
    private static final int NOBODY = 4_194_303;

    private Exhausted() {}

    /// Runs it.
    ///
    /// @param args the pid of a process that is there
    public static void main(String[] args) throws Exception {
        int pid = Integer.parseInt(args[0]);
        var proc = Proc.ofMachine();
        var pools = new PoolReader(proc, Recognition::of);
        look(proc, pools, pid); // So that all classes are there.
        System.out.println();
        look(proc, pools, NOBODY);
        System.out.println(OpenFile.noneLeft() + OpenFile.areNoneLeft());
        System.out.println();
        var open = new ArrayList<FileInputStream>();
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            look(proc, pools, pid);
        }
        for (FileInputStream one : open) {
            one.close();
        }
    }

    private static void look(Proc proc, PoolReader pools, int pid) {
        tell(() -> pools.stat(pid));
        tell(() -> pools.children(pid));
        tell(() -> pools.manager(pid));
        tell(proc::pids);
        tell(() -> proc.machineText("uptime"));
        tell(() -> proc.names(pid, "fd", 10));
        tell(() -> new Statm(proc, new ProcessId(pid, 1)));
    }

    private interface Look {
        Object at() throws Unreadable, LinuxException;
    }

    private static void tell(Look look) {
        try {
            System.out.println("read " + !look.at().toString().isEmpty());
        } catch (Unreadable e) {
            System.out.println(e.why() + " " + e.sentence());
        } catch (LinuxException e) {
            System.out.println(e.isExhausted() + " " + e.sentence());
        }
    }
}
