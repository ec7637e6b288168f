package dev.kidreaper.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A piece of JSON that a program answered, read as a test expects it to be: what is missing or of
/// another kind is a failure.
///
/// @param value a map, a list, a string, a number, a boolean, or null
public record JsonValue(@Nullable Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /// Reads one; anything after it is a failure.
    public static JsonValue parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            var value = new JsonValue(read(parser));
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one value: " + text);
            }
            return value;
        }
    }

    private static @Nullable Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, read(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new AssertionError("no JSON: " + parser.currentToken());
        };
    }

    /// The field of that name.
    public JsonValue get(String name) {
        if (!(value instanceof Map<?, ?> map) || !map.containsKey(name)) {
            throw new AssertionError("no field '%s' in %s".formatted(name, value));
        }
        return new JsonValue(map.get(name));
    }

    /// Its elements.
    public List<JsonValue> list() {
        if (!(value instanceof List<?> list)) {
            throw new AssertionError("no list: " + value);
        }
        var elements = new ArrayList<JsonValue>();
        list.forEach(e -> elements.add(new JsonValue(e)));
        return elements;
    }

    /// Its text.
    public String text() {
        return as(String.class);
    }

    /// Its number, where it is a whole one.
    public long number() {
        return as(Long.class);
    }

    /// Its number.
    public double decimal() {
        return as(Number.class).doubleValue();
    }

    /// Its truth.
    public boolean bool() {
        return as(Boolean.class);
    }

    private <T> T as(Class<T> kind) {
        if (!kind.isInstance(value)) {
            throw new AssertionError("no %s: %s".formatted(kind.getSimpleName(), value));
        }
        return kind.cast(value);
    }
}
