package dev.kidreaper.app.control;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A command on the control socket: `NAME WORD… KEY=VALUE… [json]`, on one line.
///
/// @param words those without a `=`, but for the name and `json`
/// @param values of the others, by their keys
/// @param json whether the answer is to be JSON
public record ControlQuestion(
        String name, List<String> words, Map<String, String> values, boolean json) {
    private static final String JSON = "json";

    public ControlQuestion {
        words = List.copyOf(words);
        values = Map.copyOf(values);
    }

    /// A question with that name.
    public static ControlQuestion of(String name, String... words) {
        return new ControlQuestion(name, List.of(words), Map.of(), false);
    }

    /// The same, answered in JSON.
    public ControlQuestion inJson(boolean is) {
        return new ControlQuestion(name, words, values, is);
    }

    /// The same with a value.
    ///
    /// @param value null: without
    public ControlQuestion with(String key, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var more = new LinkedHashMap<>(values);
        more.put(key, value.toString());
        return new ControlQuestion(name, words, more, json);
    }

    /// Reads a line.
    static ControlQuestion parse(String line) {
        var words = new ArrayList<String>();
        var values = new LinkedHashMap<String, String>();
        String[] all = line.split(" ", -1);
        boolean json = false;
        for (int i = 1; i < all.length; i++) {
            int equals = all[i].indexOf('=');
            if (i == all.length - 1 && all[i].equals(JSON)) {
                json = true;
            } else if (equals > 0) {
                values.put(all[i].substring(0, equals), decoded(all[i].substring(equals + 1)));
            } else if (!all[i].isEmpty()) {
                words.add(all[i]);
            }
        }
        return new ControlQuestion(all[0], words, values, json);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // Nobody who means well writes that.
        }
    }

    /// As one line.
    public String line() {
        var line = new StringBuilder(name);
        words.forEach(w -> line.append(' ').append(w));
        values.forEach((key, value) ->
                line.append(' ')
                        .append(key)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return line + (json ? " " + JSON : "");
    }

    /// The first word; empty when there is none.
    String first() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    @Nullable String text(String key) {
        return values.get(key);
    }

    /// A number of at most 18 digits; empty when there is none.
    OptionalLong number(String key) {
        String text = values.get(key);
        return text != null && text.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /// A length of time, in milliseconds on the line; null when there is none.
    @Nullable Duration millis(String key) {
        OptionalLong number = number(key);
        return number.isEmpty() ? null : Duration.ofMillis(number.getAsLong());
    }
}
