package dev.kidreaper.show.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.show.top.TopView.Sort;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopKeysTest {
    private final TopStatus status = TopDrawingTest.status("web", 5);

    private TopKeys.Pressed press(TopView view, String... keys) {
        var pressed = new TopKeys.Pressed(view, new TopKeys.Wish.Nothing());
        for (String key : keys) {
            pressed = TopKeys.press(pressed.view(), status, TopKey.of(key));
        }
        return pressed;
    }

    @Test
    void nobodyIsRecycledWithoutAYes() {
        TopView view = TopView.of("web");
        assertThat(press(view, "r").view().note()).contains("choose a worker first");
        for (String no : List.of("n", "\r", "\033", "q", "r")) {
            TopKeys.Pressed pressed = press(view, "j", "r", no);
            assertThat(pressed.wish()).isEqualTo(new TopKeys.Wish.Nothing());
            assertThat(pressed.view().mode()).isEqualTo(TopView.Mode.COMMANDS);
        }
        assertThat(press(view, "j", "j", "r", "y").wish())
                .isEqualTo(new TopKeys.Wish.Recycle("web", 1204));
    }

    @Test
    void theArrowsStepThroughTheHistory() {
        TopView now = TopView.of("web");
        Instant at = TopDrawingTest.AT;
        assertThat(press(now, "\033[C").view().at()).isNull();
        TopView before = press(now, "\033[D").view();
        assertThat(before.at()).isEqualTo(at.minusSeconds(60));
        assertThat(press(before, "\033[D", "\033[D", "<").view().at())
                .isEqualTo(at.minusSeconds(3600 + 180));
        assertThat(press(before, "\033[C").view().at()).isNull();
        assertThat(press(before, "<", "l").view().at()).isNull();
        assertThat(press(before, "j", "r").view().note()).contains("this is the past");
        assertThat(press(before, "e").view().at()).isEqualTo(at.minusSeconds(60));
    }

    @Test
    void theEventsAroundAMomentAreOneKeyAway() {
        TopStatus then = TopDrawingTest.past(status);
        TopView view = TopView.of("web").then(TopDrawingTest.AT);
        assertThat(TopKeys.press(view, then, TopKey.of("N")).view().at())
                .isEqualTo(TopDrawingTest.AT.minusSeconds(70));
        assertThat(TopKeys.press(view, then, TopKey.of("n")).view().at())
                .isEqualTo(TopDrawingTest.AT.plusSeconds(40));
        assertThat(press(TopView.of("web"), "N").view().at()).isEqualTo(TopDrawingTest.AT);
        assertThat(press(TopView.of("web"), "n").view().note()).contains("later than now");
    }

    @Test
    void theSameSortKeyTurnsTheOrder() {
        TopPool pool = status.pool("web").orElseThrow();
        TopView byPid = press(TopView.of("web"), "p").view();
        assertThat(byPid.listed(pool)).extracting(TopWorker::pid).startsWith(1203L, 1204L);
        TopView turned = press(byPid, "p").view();
        assertThat(turned.listed(pool)).extracting(TopWorker::pid).startsWith(1207L, 1206L);
        assertThat(press(turned, "a").view().sort()).isEqualTo(Sort.AGE);
    }

    @Test
    void whatIsTypedFilters() {
        TopPool pool = status.pool("web").orElseThrow();
        TopView view = press(TopView.of("web"), "/", "1", "2", "0", "5", "6", "\177").view();
        assertThat(view.listed(pool)).extracting(TopWorker::pid).containsExactly(1205L);
        assertThat(press(view, "\r").view().mode()).isEqualTo(TopView.Mode.COMMANDS);
        assertThat(press(view, "\033").view().filter()).isEmpty();
        assertThat(press(view, "q").view().filter()).isEqualTo("1205q");
    }

    @Test
    void theMarkStaysAtThePlaceOfAWorkerThatIsReplaced() {
        TopView view = press(TopView.of("web"), "j").view();
        TopPool after = TopDrawingTest.pool("web", TopDrawingTest.worker(4711, 0, 1 << 20, ""));
        assertThat(view.marked(after)).hasValueSatisfying(w -> assertThat(w.pid()).isEqualTo(4711));
    }

    @Test
    void anyKeyOnAnyPageIsHarmless() {
        for (TopView.Page page : TopView.Page.values()) {
            for (int key = 0; key < 256; key++) {
                for (TopStatus seen : List.of(status, TopStatus.NONE)) {
                    String sent =
                            key < 128 ? Character.toString(key) : "\033[" + (char) (key - 128);
                    TopView view =
                            TopKeys.press(TopView.of("web").on(page), seen, TopKey.of(sent)).view();
                    new TopDrawing(new TopLook(true, true), 40, 8)
                            .lines(seen, view, new TopSamples());
                }
            }
        }
    }
}
