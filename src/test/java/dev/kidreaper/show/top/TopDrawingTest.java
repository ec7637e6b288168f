package dev.kidreaper.show.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.ForeignText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class TopDrawingTest {
    static final String EVIL =
            "a\033]0;owned\007\u009b2J\r\nforged=1\u202Eb\u2066\uD83D 漢字漢字 e\u0301"
                    + " \uD83D\uDC69\u200D\uD83D\uDC69 <script>";
    static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");

    static TopWorker worker(long pid, int slot, long bytes, String state) {
        return new TopWorker(
                slot, pid, pid * 7, bytes, bytes + 99, bytes, bytes / 900.0, 240, 12, state);
    }

    static TopPool pool(String name, TopWorker... workers) {
        var cause =
                new TopPool.Cause(
                        "leak",
                        0.97,
                        Map.of("leak", 0.88, "copy_on_write", 0.12),
                        name,
                        name,
                        name);
        return new TopPool(
                name,
                "watching",
                "",
                name,
                812,
                "uss",
                120 << 20,
                new TopPool.Counts(1, 41, 0, 1000, 0, 12.5),
                List.of(workers),
                cause,
                new TopPool.Plan(List.of(new TopPool.Turn(1203, 240, "limit")), 18, 3.2, true),
                List.of(new TopPool.Route(name, 9, 9e6, 0.9, 0.95, true)));
    }

    private static TopWhatIf whatIf(String name) {
        var row = new TopWhatIf.Row(96 << 20, 4800, 360, 482 << 20, 530 << 20, 0.021, true);
        return new TopWhatIf(name, List.of(row), 96 << 20, name, 312, "");
    }

    static TopStatus status(String name, int workers) {
        var all = new ArrayList<TopWorker>();
        for (int i = 0; i < workers; i++) {
            all.add(worker(1203 + i, i, (117L - i) << 20, i == 3 ? name : ""));
        }
        TopPool one = pool(name, all.toArray(TopWorker[]::new));
        var event = new TopEvent(AT, name, "recycled", 1190, name + " recycled", false);
        return new TopStatus(
                AT,
                "1",
                name,
                List.of(one, pool("other")),
                List.of(event, event, event),
                whatIf(name),
                "");
    }

    private static List<String> texts(List<AttributedString> lines) {
        return lines.stream().map(AttributedString::toString).toList();
    }

    private static String drawn(int columns, int rows, TopStatus status, TopView view) {
        var samples = new TopSamples();
        samples.add(status);
        return String.join(
                "\n",
                texts(
                        new TopDrawing(new TopLook(true, true), columns, rows)
                                .lines(status, view, samples)));
    }

    /// Every page, with words that others have chosen to do harm, at every kind of size.
    @Test
    void everythingFitsAtEverySize() {
        TopStatus status = status(EVIL, 40);
        var samples = new TopSamples();
        samples.add(status);
        TopView chosen = TopView.of(EVIL).choosing(new TopView.Chosen(1205, 2, ""));
        var views = new ArrayList<TopView>();
        for (TopView.Page page : TopView.Page.values()) {
            views.add(chosen.on(page));
        }
        views.add(TopView.of(null).choosing(new TopView.Chosen(0, -1, "other")));
        views.add(chosen.in(TopView.Mode.RECYCLE));
        views.add(chosen.filtered(EVIL).in(TopView.Mode.FILTER));
        views.add(chosen.telling(EVIL));
        for (TopView.Page page : TopView.Page.values()) {
            views.add(chosen.then(AT).on(page));
        }
        TopStatus before = past(status);
        for (int columns = 1; columns <= 300; columns += columns < 12 ? 1 : 23) {
            for (int rows = 1; rows <= 100; rows += rows < 12 ? 1 : 17) {
                for (TopView view : views) {
                    TopStatus shown = view.at() == null ? status : before;
                    isWithin(columns, rows, shown, view, samples, (columns + rows) % 2 == 0);
                }
            }
        }
    }

    static TopStatus past(TopStatus status) {
        return new TopStatus(
                AT,
                "1",
                status.history(),
                status.pools(),
                status.events(),
                status.whatIf(),
                "",
                new TopStatus.Past(AT.plusSeconds(7200), AT.minusSeconds(70), AT.plusSeconds(40)));
    }

    @Test
    void thePastSaysThatItIsThePast() {
        TopStatus then = past(status("web", 20));
        String screen = drawn(80, 24, then, TopView.of("web").then(AT));
        assertThat(screen.lines()).hasSize(24);
        assertThat(screen)
                .containsPattern("^PAST \\d\\d:00:00, Nov \\d+ \\(2h00 ago\\) +←→ a minute")
                .contains("recycled 41  failed 0 in the day before")
                .doesNotContain("next: ");
        assertThat(drawn(80, 24, past(status("web", 0)), TopView.of("web").then(AT)))
                .contains("No worker of it was seen then.");
        assertThat(drawn(80, 24, status("web", 20), TopView.of("web").then(AT)))
                .startsWith("looking back to ");
        assertThat(
                        new TopDrawing(new TopLook(false, true), 120, 1)
                                .table(then, TopView.of("web")).stream()
                                        .map(AttributedString::toString))
                .first()
                .asString()
                .startsWith("PAST ")
                .endsWith("(2h00 ago)");
    }

    private static void isWithin(
            int columns, int rows, TopStatus status, TopView view, TopSamples samples, boolean u) {
        TopStatus shown = u ? status : status.stale(EVIL);
        List<AttributedString> lines =
                new TopDrawing(new TopLook(u, u), columns, rows).lines(shown, view, samples);
        assertThat(lines.size()).isBetween(1, rows);
        for (AttributedString line : lines) {
            String text = line.toString();
            assertThat(line.columnLength())
                    .as("%s at %d x %d: %s", view.page(), columns, rows, text)
                    .isLessThanOrEqualTo(columns);
            assertThat(ForeignText.harmless(text)).isEqualTo(text);
            assertThat(u || text.chars().allMatch(c -> c < 0x7f)).as(text).isTrue();
        }
    }

    @Test
    void aScreenOf80By24HasWhatAnOperatorLooksFor() {
        TopView view = TopView.of("web");
        String screen = drawn(80, 24, status("web", 20), view);
        assertThat(screen.lines()).hasSize(24);
        assertThat(screen)
                .contains("limit uss 120M")
                .contains("2.10G in 20 workers  away 1  recycled 41  failed 0")
                .contains("cut 0")
                .contains("why they grow: leak (97% sure)  88% leak, 12% copy-on-write  by web")
                .contains("next: 1203 in 4m  needed 3.2/h of 18/h")
                .containsPattern("1203 +2h20 +117M █+.?░* +7.80M +4m +next")
                .contains("more:  ↓ ")
                .contains("web recycled");
    }

    @Test
    void whatDoesNotFitIsCountedAndReached() {
        TopStatus status = status("web", 40);
        TopView end = TopKeys.press(TopView.of("web"), status, TopKey.of("\033[F")).view();
        assertThat(end.chosen()).isEqualTo(new TopView.Chosen(1242, 39, ""));
        assertThat(drawn(80, 24, status, end)).contains(" 1242 ").containsPattern("more:  ↑ \\d+");
    }

    @Test
    void otherLimitsAreATable() {
        TopView view = TopView.of("web");
        TopStatus status = status("web", 3);
        view = TopKeys.press(view, status, TopKey.of("w")).view();
        assertThat(drawn(80, 24, status, view))
                .contains("for web, from 312 lives")
                .containsPattern("96.0M +80m\\* +360 +482M +530M +2.1% +suggested")
                .contains("suggested: 96.0M, web");
        assertThat(drawn(80, 24, status.with(TopWhatIf.trouble("web", "no history")), view))
                .contains("no history");
    }

    @Test
    void withoutColoursThereIsNoColour() {
        TopStatus status = status("web", 3);
        new TopDrawing(new TopLook(false, true), 80, 24)
                .lines(status, TopView.of("web"), new TopSamples())
                .forEach(l ->
                        assertThat(l.toAnsi()).doesNotContainPattern("\033\\[[0-9;]*[34][0-7]m"));
    }

    @Test
    void oneOfManyPoolsIsChosenFromAList() {
        TopStatus status = status("web", 3);
        TopView view = TopView.of(null);
        assertThat(drawn(80, 24, status, view))
                .contains("POOL", "web", "other", "LARGEST", "WHY THEY GROW");
        for (String key : List.of("\033[B", "\033[B", "\033[A", "\r")) {
            view = TopKeys.press(view, status, TopKey.of(key)).view();
        }
        assertThat(view.pool()).isEqualTo("web");
        assertThat(TopKeys.press(view, status, TopKey.of("\t")).view().pool()).isEqualTo("other");
        assertThat(TopKeys.press(view, status, TopKey.of("\033")).view().pool()).isNull();
    }

    @Test
    void theCurveOfAWorkerIsDrawnBelowItsLimit() {
        var samples = new TopSamples();
        for (int i = 0; i < 60; i++) {
            TopPool pool = pool("web", worker(1203, 0, (long) (i + 50) << 20, ""));
            samples.add(
                    new TopStatus(
                            AT.plusSeconds(i),
                            "1",
                            "",
                            List.of(pool),
                            List.of(),
                            TopWhatIf.NONE,
                            ""));
        }
        TopPool pool = pool("web", worker(1203, 0, 109L << 20, ""));
        var status =
                new TopStatus(
                        AT.plusSeconds(60), "1", "", List.of(pool), List.of(), TopWhatIf.NONE, "");
        TopView view = TopView.of("web").choosing(new TopView.Chosen(1203, 0, ""));
        String screen =
                String.join(
                        "\n",
                        texts(
                                new TopDrawing(new TopLook(true, true), 60, 16)
                                        .lines(status, view.on(TopView.Page.WORKER), samples)));
        assertThat(screen).contains("worker 1203 of web").contains("120M ⠤").containsPattern("⡠|⠔");
    }
}
