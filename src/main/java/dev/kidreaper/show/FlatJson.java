package dev.kidreaper.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A short answer in JSON, read back: an object of numbers, texts, and lists of texts.
///
/// @param values each as text, by its name
/// @param lists by their names
public record FlatJson(Map<String, String> values, Map<String, List<String>> lists) {
    private static final JsonFactory FACTORY = new JsonFactory();

    public FlatJson {
        values = Map.copyOf(values);
        lists = Map.copyOf(lists);
    }

    /// Reads an answer; nothing of one that is no such object.
    public static FlatJson read(String answer) {
        var values = new LinkedHashMap<String, String>();
        var lists = new LinkedHashMap<String, List<String>>();
        if (answer.startsWith("{")) {
            try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), answer)) {
                read(json, values, lists);
            } catch (JacksonException e) {
                return new FlatJson(Map.of(), Map.of());
            }
        }
        return new FlatJson(values, lists);
    }

    private static void read(
            JsonParser json, Map<String, String> values, Map<String, List<String>> lists) {
        String name = "";
        List<String> list = null;
        int depth = 0;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            switch (token) {
                case START_OBJECT -> depth++;
                case END_OBJECT -> depth--;
                case PROPERTY_NAME -> name = json.currentName();
                case START_ARRAY -> {
                    list = new ArrayList<>();
                    if (depth == 1) {
                        lists.put(name, list);
                    }
                }
                case END_ARRAY -> list = null;
                default -> {
                    if (list != null) {
                        list.add(json.getString());
                    } else if (depth == 1) {
                        values.put(name, json.getString());
                    }
                }
            }
        }
    }

    /// Why a command was not carried out; empty: it was.
    public String problem() {
        return values.getOrDefault("problem", "");
    }

    /// Whether what the command named is there.
    public boolean isFound() {
        return !"false".equals(values.get("found"));
    }

    /// The number of that name; 0 when there is none.
    public long number(String name) {
        String text = values.getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
