package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.SuggestedPool;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The name of a pool may be what a stranger's process calls itself.
class FoundPoolsTest {
    private static final String HOSTILE = "php-fpm/w\"; rm -rf x\n[control]\u001b[2J\u202e";

    @Test
    void theNextStepsHaveNoNameThatAShellWouldRun() {
        assertThat(FoundText.nextSteps(List.of(pool(HOSTILE)))).contains("kidreaper ps 812\n");
        assertThat(FoundText.nextSteps(List.of(pool(HOSTILE), pool("php8.2-fpm/www"))))
                .contains("kidreaper diagnose php8.2-fpm/www\n");
    }

    @Test
    void aTableHasOneLineForEachPool() {
        String table = FoundText.table(List.of(pool(HOSTILE)), Table.UNBOUNDED);
        assertThat(table.strip().lines()).hasSize(2);
    }

    @Test
    void aConfigurationHasNoLineThatOthersWrote() {
        var target = new ManagerTarget.BySystemdUnit("php8.2-fpm.service");
        var suggested = new SuggestedPool(pool(HOSTILE), "first", target, null, null, 0);
        String text = StarterConfig.of(List.of(suggested), List.of());
        assertThat(text.lines())
                .noneMatch(line -> line.startsWith("[control]"))
                .contains("fpm-pool = \"w\\\"; rm -rf x\\u000a[control]\\u001b[2J\\u202e\"");
        assertThat(text).doesNotContain("\u001b", "\u202e");
    }

    @Test
    void aLimitSaysWhatItRestsOn() {
        var target = new ManagerTarget.BySystemdUnit("php8.2-fpm.service");
        var limit = new Size(96 << 20);
        var now = new SuggestedPool(pool("a/www"), "first", target, limit, null, 2);
        assertThat(StarterConfig.of(List.of(now), List.of()))
                .contains(
                        "# At least twice the usual worker, three times a new one, and 16M: 2"
                                + " would go now.\nlimit = \"96M\"\n");
        var past = new SuggestedPool(pool("a/www"), "first", target, limit, "it is so\n[x]", 0);
        assertThat(StarterConfig.of(List.of(past), List.of()))
                .contains("# it is so [x]: no worker would go now.\nlimit = \"96M\"\n");
    }

    /// An operator who looks for a pool in it finds it, or the reason.
    @Test
    void aPoolThatIsLeftOutIsNamedWithTheReason() {
        FoundPool kept = pool("php8.2-fpm/www").keptBy(new FoundPool.Keeper("watch", "web"));
        String line =
                "# Left out: php8.2-fpm/www, manager 812: kidreaper watch keeps it already, as its"
                        + " pool web";
        assertThat(StarterConfig.of(List.of(), List.of(kept)).lines())
                .contains(line)
                .allMatch(l -> l.isEmpty() || l.startsWith("#"));
        var target = new ManagerTarget.BySystemdUnit("php8.2-fpm.service");
        var other = new SuggestedPool(pool("a/www"), "first", target, null, null, 0);
        assertThat(StarterConfig.of(List.of(other), List.of(kept)).lines())
                .containsSubsequence(line, "[[pool]]");
    }

    private static FoundPool pool(String name) {
        var fpm = Profiles.named("php-fpm").orElseThrow();
        String only = name.substring(name.indexOf('/') + 1);
        var manager =
                new Manager(
                        new ProcessId(812, 7777),
                        1,
                        "php-fpm: master process",
                        Footprint.cheap(1 << 20, 1 << 20),
                        fpm.only(only).orElseThrow());
        return new FoundPool(name, manager, List.of(), null, null, null);
    }
}
