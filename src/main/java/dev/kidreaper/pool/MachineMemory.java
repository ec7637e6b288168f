package dev.kidreaper.pool;

import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;

/// How short of memory a pool is: by the control group that limits it, else by the machine.
public interface MachineMemory {
    /// The same, for the processes of another control group.
    ///
    /// @param pid one of them
    default MachineMemory around(int pid) {
        return this;
    }

    /// The memory that is available without swapping.
    Size available() throws Unreadable;

    /// The per cent of the last ten seconds in which some process waited for memory.
    double pressure();

    /// As the kernel tells.
    ///
    /// @param pid of a process whose control group counts
    static MachineMemory of(Machine machine, int pid) {
        return new MachineMemory() {
            @Override
            public MachineMemory around(int other) {
                return of(machine, other);
            }

            @Override
            public Size available() throws Unreadable {
                return machine.available(pid);
            }

            @Override
            public double pressure() {
                return machine.pressure(pid);
            }
        };
    }
}
