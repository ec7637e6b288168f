package dev.kidreaper.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who may know whom: the table of ARCHITECTURE.md, held against the classes.
class ArchitectureTest {
    private static final String ROOT = "dev.kidreaper.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.kidreaper");

    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("model", Set.of()),
                    Map.entry("linux", Set.of()),
                    Map.entry("observe", Set.of("model", "linux")),
                    Map.entry("decide", Set.of("model")),
                    Map.entry("act", Set.of("model", "linux", "observe", "decide")),
                    Map.entry("route", Set.of("model", "linux")),
                    Map.entry("diagnose", Set.of("model")),
                    Map.entry("history", Set.of("model")),
                    Map.entry("show", Set.of("model", "history", "diagnose")),
                    Map.entry("config", Set.of("model")));

    @Test
    void eachPackageKnowsOnlyThoseItMay() {
        MAY_IMPORT.forEach((from, allowed) ->
                MAY_IMPORT.keySet().stream()
                        .filter(to -> !to.equals(from) && !allowed.contains(to))
                        .forEach(to -> mayNotImport(from, to)));
        MAY_IMPORT.keySet().forEach(from -> mayNotImport(from, "cli"));
    }

    private static void mayNotImport(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + to + "..")
                .because("the import table of ARCHITECTURE.md does not allow it")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kidreaper.(*)..").should().beFreeOfCycles().check(CLASSES);
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
