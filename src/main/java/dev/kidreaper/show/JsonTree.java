package dev.kidreaper.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// An answer in JSON, read back whole. What is not there, or of another kind, is as if nothing had
/// been said: a daemon of another version may say more, or less.
///
/// @param value a map, a list, a text, a number, a truth, or null
public record JsonTree(@Nullable Object value) {
    /// Nothing.
    public static final JsonTree NOTHING = new JsonTree(null);

    private static final JsonFactory FACTORY = new JsonFactory();

    /// Reads one; nothing where it is no JSON.
    public static JsonTree parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return parser.nextToken() == null ? NOTHING : new JsonTree(read(parser));
        } catch (JacksonException e) {
            return NOTHING;
        }
    }

    private static @Nullable Object read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, read(parser));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                list.add(read(parser));
            }
            return list;
        }
        return scalar(parser, token);
    }

    private static @Nullable Object scalar(JsonParser parser, @Nullable JsonToken token) {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return null;
    }

    /// The field of that name.
    public JsonTree get(String name) {
        return value instanceof Map<?, ?> map ? new JsonTree(map.get(name)) : NOTHING;
    }

    /// Its fields, by their names.
    public Map<String, JsonTree> fields() {
        var fields = new LinkedHashMap<String, JsonTree>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, field) -> fields.put(String.valueOf(name), new JsonTree(field)));
        }
        return fields;
    }

    /// Its elements.
    public List<JsonTree> list() {
        var elements = new ArrayList<JsonTree>();
        if (value instanceof List<?> list) {
            list.forEach(e -> elements.add(new JsonTree(e)));
        }
        return elements;
    }

    /// Its text; empty where it is none.
    public String text() {
        return value instanceof String text ? text : "";
    }

    /// Its number.
    ///
    /// @param otherwise what it is where it is none
    public double number(double otherwise) {
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    /// Its number without a fraction.
    ///
    /// @param otherwise what it is where it is none
    public long whole(long otherwise) {
        return value instanceof Number number ? Math.round(number.doubleValue()) : otherwise;
    }

    /// Whether it is true.
    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /// Whether nothing was said.
    public boolean isMissing() {
        return value == null;
    }
}
