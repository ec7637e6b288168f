package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// How many classes of one package know each other in a circle: whoever reads one of them must read
/// all of them.
class CirclesTest {
    private static final int MOST_CLASSES = 8;

    @Test
    void noCircleOfClassesIsLarge() {
        var circles = circles(dependencies(OurClasses.ALL));
        assertThat(circles.stream().filter(c -> c.size() > MOST_CLASSES))
                .as("circles of more than %d classes", MOST_CLASSES)
                .isEmpty();
    }

    @Test
    void aCircleIsFoundAndWhatOnlyLeadsToItIsNone() {
        Map<String, Set<String>> planted =
                Map.of(
                        "a", Set.of("b"),
                        "b", Set.of("c", "e"),
                        "c", Set.of("d"),
                        "d", Set.of("b"),
                        "e", Set.of("f"),
                        "f", Set.of("e"));
        assertThat(circles(planted))
                .containsExactlyInAnyOrder(Set.of("b", "c", "d"), Set.of("e", "f"));
    }

    /// Which class knows which others of its package. A nested class is part of the one around it.
    private static Map<String, Set<String>> dependencies(JavaClasses classes) {
        var known = new TreeMap<String, Set<String>>();
        for (JavaClass from : classes) {
            Set<String> to = known.computeIfAbsent(outer(from), k -> new TreeSet<>());
            from.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target -> target.getPackageName().equals(from.getPackageName()))
                    .map(CirclesTest::outer)
                    .filter(target -> !target.equals(outer(from)))
                    .forEach(to::add);
        }
        return known;
    }

    private static String outer(JavaClass of) {
        String name = of.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /// The strongly connected components of more than one class (Tarjan).
    private static List<Set<String>> circles(Map<String, Set<String>> known) {
        var search = new Search(known);
        known.keySet().forEach(search::visit);
        return search.circles;
    }

    /// One depth-first search.
    private static final class Search {
        private final Map<String, Set<String>> known;
        private final Map<String, Integer> order = new HashMap<>();
        private final Deque<String> open = new ArrayDeque<>();
        private final List<Set<String>> circles = new ArrayList<>();

        private Search(Map<String, Set<String>> known) {
            this.known = known;
        }

        /// The lowest number that can be reached from there among those still open.
        private int visit(String from) {
            Integer before = order.get(from);
            if (before != null) {
                return open.contains(from) ? before : Integer.MAX_VALUE;
            }
            int mine = order.size();
            order.put(from, mine);
            open.push(from);
            int lowest = mine;
            for (String to : known.getOrDefault(from, Set.of())) {
                lowest = Math.min(lowest, visit(to));
            }
            if (lowest == mine) {
                close(from);
            }
            return lowest;
        }

        private void close(String first) {
            Collection<String> circle = new TreeSet<>();
            String next;
            do {
                next = open.pop();
                circle.add(next);
            } while (!next.equals(first));
            if (circle.size() > 1) {
                circles.add(Set.copyOf(circle));
            }
        }
    }
}
