package dev.kidreaper.pool;

import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Machine;
import dev.kidreaper.observe.Unreadable;

/// How short of memory the machine is.
public interface MachineMemory {
    /// The memory that is available without swapping.
    Size available() throws Unreadable;

    /// The per cent of the last ten seconds in which some process waited for memory.
    double pressure();

    /// As the kernel tells.
    static MachineMemory of(Machine machine) {
        return new MachineMemory() {
            @Override
            public Size available() throws Unreadable {
                return machine.available();
            }

            @Override
            public double pressure() {
                return machine.pressure();
            }
        };
    }
}
