package dev.kidreaper.web;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What somebody asks for by HTTP.
///
/// @param path its parts, decoded; none for `/`
/// @param query its parameters, the first one of each name
/// @param header gives the value of a header; null: there is none
public record Inquiry(
        List<String> path, Map<String, String> query, Function<String, @Nullable String> header) {
    private static final int MOST_PARAMETERS = 32;

    public Inquiry {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException when it is not encoded as it should be
    static Inquiry of(URI uri, Function<String, @Nullable String> header) {
        String raw = uri.getRawPath() == null ? "/" : uri.getRawPath();
        List<String> path =
                Arrays.stream(raw.split("/", -1))
                        .filter(part -> !part.isEmpty())
                        .map(Inquiry::decoded)
                        .toList();
        var query = new HashMap<String, String>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", MOST_PARAMETERS)) {
                int is = pair.indexOf('=');
                String name = decoded(is < 0 ? pair : pair.substring(0, is));
                query.putIfAbsent(name, is < 0 ? "" : decoded(pair.substring(is + 1)));
            }
        }
        return new Inquiry(path, query, header);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /// A parameter that is a whole number.
    ///
    /// @param otherwise where it is missing
    /// @throws WrongInquiry when it is none, or out of bounds
    public long number(String name, long otherwise, long least, long most) throws WrongInquiry {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("-?[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new WrongInquiry(
                400, "%s is a whole number from %d to %d".formatted(name, least, most));
    }
}
