package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// Where web servers find a served pool.
public sealed interface Listening {
    /// On a Unix socket.
    ///
    /// @param path absolute
    /// @param mode its permissions as `chmod` has them, such as `rw-rw----`
    /// @param owner the user or `user:group` it belongs to; null: as it is made
    record OnPath(String path, String mode, @Nullable String owner) implements Listening {
        /// The permissions unless told otherwise: whose processes may connect is said by the folder
        /// and by {@link #owner}.
        public static final String USUAL_MODE = "rw-rw----";

        @Override
        public String toString() {
            return path;
        }
    }

    /// On a port.
    record OnPort(ListenAddress address) implements Listening {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// On the socket that we were started with as descriptor 0.
    record Inherited() implements Listening {
        @Override
        public String toString() {
            return "descriptor 0";
        }
    }
}
