package dev.kidreaper.fleet.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// An object in JSON, read whole. Numbers are kept as texts: the store's gateway writes large ones
/// so.
///
/// @param values texts, flags, objects and lists by their names
record StoreJson(Map<String, Object> values) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 12;

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is no object, or not whole
    static StoreJson read(String text) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == JsonToken.START_OBJECT
                    && value(json, JsonToken.START_OBJECT, 0) instanceof StoreJson tree
                    && json.nextToken() == null) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("no JSON object");
    }

    private static @Nullable Object value(JsonParser json, JsonToken token, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("JSON too deep");
        }
        return switch (token) {
            case START_OBJECT -> {
                var values = new LinkedHashMap<String, Object>();
                for (JsonToken t = json.nextToken(); t == JsonToken.PROPERTY_NAME; ) {
                    String name = json.currentName();
                    Object value = value(json, json.nextToken(), depth + 1);
                    if (value != null) {
                        values.put(name, value);
                    }
                    t = json.nextToken();
                }
                yield new StoreJson(values);
            }
            case START_ARRAY -> {
                var list = new ArrayList<Object>();
                JsonToken t = json.nextToken();
                while (t != JsonToken.END_ARRAY) {
                    if (t == null) {
                        throw new IllegalArgumentException("JSON without end");
                    }
                    Object value = value(json, t, depth + 1);
                    if (value != null) {
                        list.add(value);
                    }
                    t = json.nextToken();
                }
                yield list;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getString();
            default -> throw new IllegalArgumentException("JSON without end");
        };
    }

    /// Writes an object.
    static String write(Consumer<JsonGenerator> body) {
        var out = new java.io.StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            body.accept(json);
            json.writeEndObject();
        }
        return out.toString();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// The text of that name.
    ///
    /// @param longest in characters
    /// @throws IllegalArgumentException if there is none, or it is longer
    String text(String name, int longest) {
        if (values.get(name) instanceof String text && text.length() <= longest) {
            return text;
        }
        throw new IllegalArgumentException("no text \"" + name + "\"");
    }

    /// The number of that name.
    ///
    /// @throws IllegalArgumentException if it is none from 0 to `most`
    long number(String name, long most) {
        String text = text(name, 20);
        try {
            long number = text.matches("[0-9]{1,19}") ? Long.parseLong(text) : -1;
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Larger than any number of ours: as if it were none.
        }
        throw new IllegalArgumentException("no number \"" + name + "\"");
    }

    /// The number of that name, as of the gateway, which leaves out a 0.
    long numberOrZero(String name) {
        return has(name) ? number(name, Long.MAX_VALUE) : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Optional<StoreJson> object(String name) {
        return values.get(name) instanceof StoreJson tree ? Optional.of(tree) : Optional.empty();
    }

    /// The objects of the list of that name; none if there is no such list.
    List<StoreJson> objects(String name) {
        var all = new ArrayList<StoreJson>();
        if (values.get(name) instanceof List<?> list) {
            for (Object one : list) {
                if (!(one instanceof StoreJson tree)) {
                    throw new IllegalArgumentException("\"" + name + "\" is no list of objects");
                }
                all.add(tree);
            }
        }
        return all;
    }
}
