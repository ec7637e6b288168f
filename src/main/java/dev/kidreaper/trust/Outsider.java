package dev.kidreaper.trust;

/// Somebody who is not trusted and could change a file, or put another one in its place.
public sealed interface Outsider {
    /// What is wrong with the file then, a sentence without subject.
    String words();

    /// Whom it belongs to: whatever its permissions are, he can change them.
    record Owner(int user) implements Outsider {
        @Override
        public String words() {
            return "belongs to uid " + user;
        }
    }

    /// Those of a group.
    record Members(int group) implements Outsider {
        @Override
        public String words() {
            return "can be changed by group " + group;
        }
    }

    /// Anybody.
    record Everybody() implements Outsider {
        @Override
        public String words() {
            return "can be changed by everybody";
        }
    }
}
