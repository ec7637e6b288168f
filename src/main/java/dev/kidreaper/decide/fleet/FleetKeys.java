package dev.kidreaper.decide.fleet;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The names under which a group's budget is kept: `kidreaper/GROUP/policy`, `…/slot/N`,
/// `…/member/HOST` and `…/extra/HOST`.
///
/// @param group its name
public record FleetKeys(String group) {
    private static final Pattern GROUP = Pattern.compile("[a-z0-9.-]{1,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    public FleetKeys {
        if (!isGroup(group)) {
            throw new IllegalArgumentException("'" + group + "' is no name for a group");
        }
    }

    /// Whether a group may be called that.
    public static boolean isGroup(String text) {
        return GROUP.matcher(text).matches();
    }

    /// Whether a host may be called that.
    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /// Where all groups begin.
    public static String root() {
        return "kidreaper/";
    }

    /// What the group's keys begin with.
    public String prefix() {
        return root() + group + "/";
    }

    public String policy() {
        return prefix() + "policy";
    }

    public String slot(int index) {
        return prefix() + "slot/" + index;
    }

    public String member(String host) {
        return prefix() + "member/" + host;
    }

    public String extra(String host) {
        return prefix() + "extra/" + host;
    }

    /// The keys of the policy and of all slots, and no others: from, and up to.
    public Range budget() {
        return new Range(policy(), prefix() + "slot0"); // '0' follows '/'.
    }

    public Range slots() {
        return new Range(prefix() + "slot/", prefix() + "slot0");
    }

    public Range members() {
        return new Range(prefix() + "member/", prefix() + "member0");
    }

    public Range extras() {
        return new Range(prefix() + "extra/", prefix() + "extra0");
    }

    /// The number of the slot that has that key; empty if it is none.
    public OptionalInt slotOf(String key) {
        String begin = slots().from();
        if (!key.startsWith(begin)) {
            return OptionalInt.empty();
        }
        String number = key.substring(begin.length());
        return NUMBER.matcher(number).matches()
                ? OptionalInt.of(Integer.parseInt(number))
                : OptionalInt.empty();
    }

    /// All keys from one up to another.
    ///
    /// @param from the first that belongs to it
    /// @param to the first that does not
    public record Range(String from, String to) {
        public boolean contains(String key) {
            return key.compareTo(from) >= 0 && key.compareTo(to) < 0;
        }
    }
}
