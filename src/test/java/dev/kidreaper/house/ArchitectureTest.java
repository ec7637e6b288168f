package dev.kidreaper.house;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which package may import which: the table of ARCHITECTURE.md, read from there and held against
/// the classes.
class ArchitectureTest {
    private static final String ROOT = "dev.kidreaper.";
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| ([a-z., ]+) \\|");
    private static final JavaClasses CLASSES = OurClasses.ALL;
    private static final Map<String, Set<String>> MAY_IMPORT = table();

    /// The rows `| package | sentence | imports |`. The imports are packages, `nothing`, or `all
    /// above`: those of the rows before.
    private static Map<String, Set<String>> table() {
        var table = new LinkedHashMap<String, Set<String>>();
        try {
            for (String line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
                var row = ROW.matcher(line);
                if (row.matches()) {
                    table.put(
                            row.group(1),
                            switch (row.group(2)) {
                                case "nothing" -> Set.of();
                                case "all above" -> Set.copyOf(table.keySet());
                                default -> Set.of(row.group(2).split(", "));
                            });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    @Test
    void theTableHasEachPackageOnce() {
        Set<String> packages =
                CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .map(p -> p.substring(ROOT.length()))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(MAY_IMPORT.keySet())).isEqualTo(packages);
    }

    @Test
    void theTableNamesOnlyPackagesThatItHas() {
        assertThat(MAY_IMPORT.values())
                .allSatisfy(allowed -> assertThat(MAY_IMPORT.keySet()).containsAll(allowed));
    }

    @Test
    void eachPackageImportsOnlyWhatItMay() {
        assertThat(imports().filter(i -> !isAllowed(i)).map(Dependency::getDescription))
                .as("what the import table of ARCHITECTURE.md does not allow")
                .isEmpty();
    }

    /// A class that was moved or renamed must not be looked for where it was.
    @Test
    void theTextNamesOnlyClassesThatAreThere() throws IOException {
        Set<String> ours =
                CLASSES.stream().map(c -> c.getName().substring(ROOT.length())).collect(toSet());
        Set<String> names =
                Pattern.compile("`((?:[a-z]+\\.)*[A-Z][A-Za-z]+)(?:\\.[a-z]\\w*\\(…\\))?`")
                        .matcher(Files.readString(Path.of("ARCHITECTURE.md")))
                        .results()
                        .map(m -> m.group(1))
                        .collect(toSet());
        assertThat(names).as("so many that it reads them").hasSizeGreaterThan(50);
        names.remove("ArchitectureTest");
        assertThat(names)
                .allSatisfy(n -> assertThat(ours).anyMatch(c -> c.equals(n) || endsWith(c, n)));
    }

    private static boolean endsWith(String name, String simple) {
        return !simple.contains(".") && name.endsWith("." + simple);
    }

    /// A planted fault: a rule that sees no imports forbids none.
    @Test
    void theTableForbidsAndAllows() {
        var seen = imports().map(i -> importer(i) + ">" + imported(i)).collect(toSet());
        assertThat(seen).contains("cli>model", "pool>recycle").doesNotContain("model>cli");
        assertThat(MAY_IMPORT.get("model")).doesNotContain("cli");
    }

    /// Where a class of one of our packages knows one of another.
    private static Stream<Dependency> imports() {
        return CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getBaseComponentType().getName().startsWith(ROOT))
                .filter(d -> !importer(d).equals(imported(d)));
    }

    private static boolean isAllowed(Dependency dependency) {
        return MAY_IMPORT
                .getOrDefault(importer(dependency), Set.of())
                .contains(imported(dependency));
    }

    private static String importer(Dependency dependency) {
        return dependency.getOriginClass().getPackageName().substring(ROOT.length());
    }

    private static String imported(Dependency dependency) {
        return dependency
                .getTargetClass()
                .getBaseComponentType()
                .getPackageName()
                .substring(ROOT.length());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kidreaper.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyLinuxCallsTheKernelDirectly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(CLASSES);
    }

    /// A wall clock may jump by an hour. The fleet's budget goes by the time since the boot; what
    /// it writes of the wall clock is for people, so it neither compares that nor reckons with it.
    @Test
    void theFleetNeverReckonsWithTheWallClock() {
        var sums =
                nameMatching("isBefore|isAfter|compareTo|until|plus.*|minus.*|toEpochMilli|getE.*");
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "fleet..", ROOT + "decide.fleet..", ROOT + "pool.permit..")
                .should()
                .callMethodWhere(target(owner(type(Instant.class))).and(target(sums)))
                .orShould()
                .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
                .check(CLASSES);
    }

    @Test
    void decisionsAndNounsHaveNoClockNoFilesNoLogger() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "decide..", ROOT + "model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.lang.foreign..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .because("decisions are pure: time comes in as a parameter")
                .check(CLASSES);
    }
}
