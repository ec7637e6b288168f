package dev.kidreaper.show.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.show.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainChangesTest {
    private static final TopLook LOOK = new TopLook(false, true);

    private static TopStatus with(TopPool pool, List<TopEvent> events) {
        return new TopStatus(TopDrawingTest.AT, "1", "", List.of(pool), events, TopWhatIf.NONE, "");
    }

    private static List<String> changes(TopStatus before, TopStatus now) {
        return PlainChanges.lines(before, now, null, LOOK).stream()
                .map(l -> l.substring(9))
                .toList();
    }

    @Test
    void aLineForEachChangeAndNoneForEachSecond() {
        TopStatus small =
                with(
                        TopDrawingTest.pool("web", TopDrawingTest.worker(1, 0, 99 << 20, "")),
                        List.of());
        TopStatus grown =
                with(
                        TopDrawingTest.pool("web", TopDrawingTest.worker(1, 0, 100 << 20, "")),
                        List.of());
        assertThat(changes(small, grown)).isEmpty();
        var event = new TopEvent(TopDrawingTest.AT, "web", "recycled", 1, "recycled 1", false);
        TopStatus near =
                with(
                        TopDrawingTest.pool("web", TopDrawingTest.worker(1, 0, 110 << 20, "")),
                        List.of(event));
        assertThat(changes(grown, near))
                .containsExactly("web: recycled 1", "web: worker 1 has 110M of 120M");
        assertThat(changes(near, near)).isEmpty();
        assertThat(changes(near, near.stale("no daemon answers")))
                .containsExactly("no daemon answers");
        assertThat(changes(near.stale("x"), near)).containsExactly("the daemon answers");
    }

    @Test
    void anEventIsASentence() {
        String json =
                """
                {"at":"2026-11-29T12:00:00Z","pool":"web","event":"recycled","worker":1190,
                "cause":"limit","uss_bytes":125829120,"limit_bytes":125829120,
                "left_after_seconds":0.031,"replaced_by":1311,"idle_proof":true,"killed":false,
                "freed_bytes":105906176}\
                """;
        assertThat(TopReader.event(JsonTree.parse(json)).text())
                .isEqualTo(
                        "recycled 1190 (uss 120M): left after 31 ms, idle proof, by 1311,"
                                + " freed 101M");
    }
}
