package dev.kidreaper.app.find;

import java.util.ArrayList;
import java.util.List;

/// What an option is given on the command line of another kidreaper.
final class OptionValues {
    private OptionValues() {}

    /// Each value, in order: of `--config FILE`, `--config=FILE`, `-c FILE` and `-cFILE`. What
    /// follows `--` is another program's.
    ///
    /// @param names of the option
    static List<String> of(List<String> words, String... names) {
        int end = words.indexOf("--");
        List<String> ours = words.subList(0, end < 0 ? words.size() : end);
        var values = new ArrayList<String>();
        for (int i = 0; i < ours.size(); i++) {
            for (String name : names) {
                String word = ours.get(i);
                if (word.equals(name)) {
                    values.addAll(ours.subList(i + 1, Math.min(i + 2, ours.size())));
                } else if (word.startsWith(name + "=")) {
                    values.add(word.substring(name.length() + 1));
                } else if (name.length() == 2 && word.startsWith(name)) {
                    values.add(word.substring(2));
                }
            }
        }
        return values;
    }
}
