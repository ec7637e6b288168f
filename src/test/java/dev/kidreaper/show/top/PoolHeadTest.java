package dev.kidreaper.show.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class PoolHeadTest {
    private static List<String> texts(List<AttributedString> lines) {
        return lines.stream().map(AttributedString::toString).toList();
    }

    /// Of a pool that is not there only that is said, and why.
    @Test
    void aPoolThatIsMissingHasNoCauseOfItsGrowth() {
        var cause = new TopPool.Cause("", 0, Map.of(), "", "", "copy-on-write is not read");
        var counts = new TopPool.Counts(0, 0, 0, -1, -1, Double.NaN);
        var plan = new TopPool.Plan(List.of(), 0, 0, true);
        var missing =
                new TopPool(
                        "web",
                        "missing",
                        "no pidfile",
                        "",
                        0,
                        "uss",
                        0,
                        counts,
                        List.of(),
                        cause,
                        plan,
                        List.of());
        var status =
                new TopStatus(
                        TopDrawingTest.AT,
                        "1",
                        "on disk",
                        List.of(missing),
                        List.of(),
                        TopWhatIf.NONE,
                        "");
        assertThat(texts(new PoolHead(new TopLook(false, true)).lines(status, missing)))
                .containsExactly("web  missing  history on disk", "no pidfile");
        var there =
                new TopPool(
                        "web",
                        "watching",
                        "",
                        "gunicorn",
                        812,
                        "uss",
                        0,
                        counts,
                        List.of(),
                        cause,
                        plan,
                        List.of());
        assertThat(texts(new PoolHead(new TopLook(false, true)).lines(status, there)))
                .contains("why they grow: not known yet: copy-on-write is not read");
    }
}
