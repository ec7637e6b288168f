package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Anybody can start a process with a manager's command line: it is not taken for the manager.
@EnabledIf("isRoot")
class ManagerUserIT {
    private static final List<String> STRANGER =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private final String title = "kidreaper-test-manager-" + System.nanoTime();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(p -> p.destroyForcibly().onExit().join());
    }

    @Test
    void aStrangersProcessIsNotTakenAfterTheManagersEnd() throws Unreadable {
        ManagerFinder finder = finder(null);
        int manager = start(List.of());
        assertThat(finder.find().id().pid()).isEqualTo(manager);
        int stranger = start(STRANGER);
        assertThat(finder.find().id().pid()).isEqualTo(manager);
        started.getFirst().destroyForcibly().onExit().join();
        assertThatThrownBy(finder::find)
                .hasMessageContaining("pid " + stranger + " does not run as user 0 as the manager");
        int again = start(List.of());
        assertThat(finder.find().id().pid()).isEqualTo(again);
    }

    @Test
    void theUserThatTheOperatorNamesIsMeantFromTheFirst() throws Unreadable {
        int stranger = start(STRANGER);
        assertThatThrownBy(finder("root")::find)
                .hasMessageContaining("does not run as user root: not");
        assertThat(finder("65534").find().id().pid()).isEqualTo(stranger);
        assertThatThrownBy(finder("nobody-of-that-name")::find)
                .hasMessageContaining("there is no user 'nobody-of-that-name'");
    }

    private int start(List<String> by) {
        var command = new ArrayList<>(by);
        command.addAll(List.of("bash", "-c", "exec -a " + title + " sleep 100"));
        Process process = Kidreaper.start(command);
        started.add(process);
        TestPool.await(
                "its title", () -> TestPool.commandLine(process.pid()).startsWith(title + "\0"));
        return (int) process.pid();
    }

    private ManagerFinder finder(@Nullable String user) {
        var settings =
                new PoolSettings(
                        "web",
                        new ManagerTarget.ByCommand(CommandPattern.parse("^" + title), user),
                        new ProfileChoice.Recognised(),
                        Limits.NONE,
                        RecyclePolicy.WATCHED.observing());
        var proc = Proc.ofMachine();
        return new ManagerFinder(settings, proc, new PoolReader(proc, Recognition::of));
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
