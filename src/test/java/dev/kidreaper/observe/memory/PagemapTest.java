package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that exits while its pages are read. Until its parent has collected it, it is there.
class PagemapTest {
    @TempDir private Path root;

    @BeforeEach
    void itsMapsHaveBeenRead() throws IOException {
        Path process = Files.createDirectory(root.resolve("7"));
        Files.writeString(process.resolve("maps"), "1000-3000 rw-p 00000000 00:00 0 \n");
        Files.createDirectory(process.resolve("pagemap")); // It is no file to be read.
    }

    @Test
    void oneThatIsNotCollectedYetHasGone() throws IOException {
        Files.writeString(root.resolve("7/statm"), "0 0 0 0 0 0 0\n");
        assertThat(why()).isEqualTo(Unreadable.Why.GONE);
    }

    @Test
    void oneThatLivesHasNotGone() throws IOException {
        Files.writeString(root.resolve("7/statm"), "2 2 0 0 0 0 0\n");
        assertThat(why()).isNotEqualTo(Unreadable.Why.GONE);
    }

    private Unreadable.Why why() {
        var proc = new Proc(root.toString());
        return catchThrowableOfType(
                        Unreadable.class, () -> new Pagemap().visit(proc, 7, (page, kind) -> {}))
                .why();
    }
}
