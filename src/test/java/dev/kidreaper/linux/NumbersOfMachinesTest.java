package dev.kidreaper.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The numbers of both architectures, from the kernel's own tables; this machine's are also used by
/// the tests of what they are for.
class NumbersOfMachinesTest {
    /// arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/linux/audit.h (EM_X86_64 62)
    @Test
    void x86() {
        assertThat(Native.Machine.of("amd64"))
                .isEqualTo(
                        new Native.Machine(
                                317,
                                43,
                                288,
                                28,
                                298,
                                62 | 0x80000000 | 0x40000000,
                                0400000,
                                true));
    }

    /// include/uapi/asm-generic/unistd.h, arch/arm64/include/uapi/asm/fcntl.h (EM_AARCH64 183)
    @Test
    void arm64() {
        assertThat(Native.Machine.of("aarch64"))
                .isEqualTo(
                        new Native.Machine(
                                277,
                                202,
                                242,
                                233,
                                241,
                                183 | 0x80000000 | 0x40000000,
                                0100000,
                                false));
    }
}
