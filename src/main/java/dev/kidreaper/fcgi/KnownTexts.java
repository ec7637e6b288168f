package dev.kidreaper.fcgi;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Texts that were read before, so that one that comes again is not made again: most requests ask
/// for what others have asked for. For one thread.
final class KnownTexts {
    private static final int PLACES = 1 << 10;

    private final @Nullable String[] places = new String[PLACES];

    /// A text of so many bytes, each of which is one character.
    String of(byte[] bytes, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & PLACES - 1;
        String known = places[place];
        if (known == null || !isSame(known, bytes, from, length)) {
            known = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
            places[place] = known;
        }
        return known;
    }

    private static boolean isSame(String text, byte[] bytes, int from, int length) {
        boolean same = text.length() == length;
        for (int i = 0; same && i < length; i++) {
            same = text.charAt(i) == (char) (bytes[from + i] & 0xff);
        }
        return same;
    }
}
