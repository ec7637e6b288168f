package dev.kidreaper.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The links in documents.
final class Links {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private Links() {}

    /// Those that lead to no file, or to no heading of it.
    static List<String> broken(List<Path> documents) throws IOException {
        var broken = new ArrayList<String>();
        for (Path document : documents) {
            String text = Files.readString(document).replaceAll("(?s)```.*?```", "");
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                Path target =
                        link.group(1).isEmpty()
                                ? document
                                : document.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target)
                        || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
                    broken.add(document + ": " + link.group());
                }
            }
        }
        return broken;
    }

    /// As GitHub names them.
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(m -> m.group(1).toLowerCase(Locale.ROOT))
                .map(h -> h.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
