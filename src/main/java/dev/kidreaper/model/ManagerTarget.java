package dev.kidreaper.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a pool's manager is found, again each time that it has gone.
public sealed interface ManagerTarget {
    /// The largest number that Linux gives a process (proc_sys_kernel(5), `pid_max`).
    int LARGEST_PID = 4_194_304;

    /// For people and logs, in the words of the configuration: `pidfile /run/myapp.pid`.
    String words();

    /// By the file in which the manager has written its pid.
    ///
    /// @param file an absolute path
    record ByPidfile(String file) implements ManagerTarget {
        public ByPidfile {
            if (!file.startsWith("/")) {
                throw new IllegalArgumentException("'" + file + "' is no absolute path");
            }
        }

        @Override
        public String words() {
            return "pidfile " + file;
        }
    }

    /// By its pid, as long as it lives: another process that has the number later is not meant.
    ///
    /// @param pid from 1 to {@link #LARGEST_PID}
    record ByPid(int pid) implements ManagerTarget {
        public ByPid {
            if (pid <= 0 || pid > LARGEST_PID) {
                throw new IllegalArgumentException("no process can have pid " + pid);
            }
        }

        @Override
        public String words() {
            return "pid " + pid;
        }
    }

    /// By its pid: we have started it.
    record Started(int pid) implements ManagerTarget {
        @Override
        public String words() {
            return "pid " + pid;
        }
    }

    /// As the main process of a systemd service.
    ///
    /// @param unit its full name, such as `myapp.service`
    record BySystemdUnit(String unit) implements ManagerTarget {
        /// How the name of every service ends.
        public static final String SUFFIX = ".service";

        private static final Pattern FORM =
                Pattern.compile("[A-Za-z0-9:_.@\\\\-]{1,248}\\.service");

        /// A template has no processes, only its instances have: `uwsgi@.service` is nobody.
        public BySystemdUnit {
            if (!FORM.matcher(unit).matches() || unit.endsWith("@" + SUFFIX)) {
                throw new IllegalArgumentException(
                        "'%s' is not a service: write its full name, such as myapp.service"
                                .formatted(unit));
            }
        }

        @Override
        public String words() {
            return "systemd-unit " + unit;
        }
    }

    /// By its command line, which any user may give a process. Exactly one process that is not the
    /// child of another one found must match; none or several is nobody.
    ///
    /// @param user as whom it runs, a name or a number; null: as whoever ran the first one found
    record ByCommand(CommandPattern pattern, @Nullable String user) implements ManagerTarget {
        /// One of whichever user is seen first.
        public ByCommand(CommandPattern pattern) {
            this(pattern, null);
        }

        @Override
        public String words() {
            return "command '" + pattern + "'" + (user == null ? "" : " of user " + user);
        }
    }
}
