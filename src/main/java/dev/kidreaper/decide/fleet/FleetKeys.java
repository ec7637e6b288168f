package dev.kidreaper.decide.fleet;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The names under which a group's budget is kept: `kidreaper/GROUP/policy`, `…/slot/N`,
/// `…/member/HOST` and `…/extra/HOST`.
///
/// Its names are made once: hosts use them all the time.
public final class FleetKeys {
    private static final Pattern GROUP = Pattern.compile("[a-z0-9.-]{1,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private static final int MADE_AHEAD = 64;

    private final String group;
    private final String policy;
    private final Range budget;
    private final Range slots;
    private final Range members;
    private final String[] first = new String[MADE_AHEAD];

    /// @param group its name
    public FleetKeys(String group) {
        if (!isGroup(group)) {
            throw new IllegalArgumentException("'" + group + "' is no name for a group");
        }
        this.group = group;
        this.policy = prefix() + "policy";
        this.budget = new Range(policy, prefix() + "slot0"); // '0' follows '/'.
        this.slots = new Range(prefix() + "slot/", prefix() + "slot0");
        this.members = new Range(prefix() + "member/", prefix() + "member0");
        Arrays.setAll(first, n -> slots.from() + n);
    }

    /// The group's name.
    public String group() {
        return group;
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
        return policy;
    }

    public String slot(int index) {
        return index < MADE_AHEAD ? first[index] : slots.from() + index;
    }

    public String member(String host) {
        return prefix() + "member/" + host;
    }

    public String extra(String host) {
        return prefix() + "extra/" + host;
    }

    /// The keys of the policy and of all slots, and no others: from, and up to.
    public Range budget() {
        return budget;
    }

    public Range slots() {
        return slots;
    }

    public Range members() {
        return members;
    }

    public Range extras() {
        return new Range(prefix() + "extra/", prefix() + "extra0");
    }

    /// The number of the slot that has that key; empty if it is none.
    public OptionalInt slotOf(String key) {
        String begin = slots.from();
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
