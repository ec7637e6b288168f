package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.observe.Rights.Owner;
import org.junit.jupiter.api.Test;

/// What is said to an operator who may not: always something that would help.
class RightsTest {
    private static final long ALL = -1;
    private static final long DOCKER = 0xa80425fbL;
    private static final int WWW = 33;
    private static final Owner WORKER = new Owner(WWW, WWW);
    private static final Owner CHANGED = new Owner(WWW, 0);
    private static final Owner ROOTS = new Owner(0, 0);

    @Test
    void rootInAContainerIsToldTheCapability() {
        var docker = new Rights(0, DOCKER);
        assertThat(docker.toSee(WORKER)).contains("--cap-add SYS_PTRACE").doesNotContain("run as");
        assertThat(docker.toSee(CHANGED)).contains("--cap-add SYS_PTRACE").doesNotContain("run as");
        var without = new Rights(0, 0);
        assertThat(without.toDo("pidfd_send_signal", WORKER))
                .contains("--cap-add KILL")
                .doesNotContain("run as");
    }

    @Test
    void rootWithAllRightsIsNotToldToBecomeRoot() {
        var root = new Rights(0, ALL);
        assertThat(root.toSee(WORKER)).contains("AppArmor").doesNotContain("run as");
    }

    @Test
    void theWorkersOwnUserIsToldWhatNeedsRoot() {
        var own = new Rights(WWW, 0);
        assertThat(own.toSee(CHANGED))
                .contains("changed its user", "only root")
                .endsWith("run as root");
        assertThat(own.toDo("open /proc/812/syscall", ROOTS))
                .isEqualTo("it runs as root: run as root");
    }

    @Test
    void aStrangerIsToldWhoMay() {
        var stranger = new Rights(1000, 0);
        assertThat(stranger.toSee(WORKER))
                .isEqualTo("it runs as uid 33: run as root or as the workers' user");
        assertThat(stranger.toSee(ROOTS)).isEqualTo("it runs as root: run as root");
        assertThat(stranger.toDo("pidfd_send_signal", WORKER)).contains("uid 33", "run as root");
    }

    /// The kernel itself lets everybody open a pidfd: only a filter forbids it.
    @Test
    void aSeccompProfileIsNamed() {
        for (var rights : new Rights[] {new Rights(0, DOCKER), new Rights(WWW, 0)}) {
            assertThat(rights.toDo("pidfd_open", WORKER)).contains("seccomp", "pidfd_open");
            assertThat(rights.toDo("pidfd_send_signal", WORKER)).contains("seccomp");
        }
    }

    @Test
    void oursAreReadFromTheKernel() {
        var ours = Rights.ours(Proc.ofMachine());
        assertThat(ours.uid()).isEqualTo(uid());
        boolean isRoot = ours.uid() == 0;
        assertThat(ours.capabilities() != 0).isEqualTo(isRoot);
    }

    private static int uid() {
        try {
            return Credentials.of(Proc.ofMachine(), (int) ProcessHandle.current().pid()).realUid();
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }
}
