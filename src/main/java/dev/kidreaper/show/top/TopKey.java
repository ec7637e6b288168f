package dev.kidreaper.show.top;

/// One key that was pressed.
///
/// @param name which; {@link Name#CHARACTER}: the one that follows
/// @param character 0 with another name
public record TopKey(Name name, int character) {
    /// Keys that write nothing.
    public enum Name {
        CHARACTER,
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        TAB,
        BACKSPACE,
        REDRAW,
        UNKNOWN
    }

    /// What a terminal has sent.
    ///
    /// @param sent one character, or an escape sequence as a whole
    public static TopKey of(String sent) {
        if (sent.length() > 1 && sent.charAt(0) == 27) {
            return named(sequence(sent.substring(1)));
        }
        return sent.isEmpty() ? named(Name.UNKNOWN) : of(sent.codePointAt(0));
    }

    private static TopKey of(int character) {
        return switch (character) {
            case 27 -> named(Name.ESCAPE);
            case '\r', '\n' -> named(Name.ENTER);
            case '\t' -> named(Name.TAB);
            case 8, 127 -> named(Name.BACKSPACE);
            case 12 -> named(Name.REDRAW);
            case 3, 4 -> new TopKey(Name.CHARACTER, 'q');
            default ->
                    Character.isISOControl(character)
                            ? named(Name.UNKNOWN)
                            : new TopKey(Name.CHARACTER, character);
        };
    }

    private static TopKey named(Name name) {
        return new TopKey(name, 0);
    }

    private static Name sequence(String rest) {
        return switch (rest) {
            case "[A", "OA" -> Name.UP;
            case "[B", "OB" -> Name.DOWN;
            case "[C", "OC" -> Name.RIGHT;
            case "[D", "OD" -> Name.LEFT;
            case "[H", "OH", "[1~", "[7~" -> Name.HOME;
            case "[F", "OF", "[4~", "[8~" -> Name.END;
            case "[5~" -> Name.PAGE_UP;
            case "[6~" -> Name.PAGE_DOWN;
            default -> Name.UNKNOWN;
        };
    }

    boolean is(Name other) {
        return name == other;
    }

    boolean is(char other) {
        return name == Name.CHARACTER && character == other;
    }
}
