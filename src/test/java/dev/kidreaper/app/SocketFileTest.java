package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file of a socket in a folder where somebody else may write at any moment.
class SocketFileTest {
    private final Path folder;
    private final Path path;
    private final Path precious;

    SocketFileTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.path = folder.resolve("app.sock");
        this.precious = Files.writeString(folder.resolve("precious"), "root's");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rw-------"));
    }

    private SocketFile listen() throws LinuxException, IOException, OperatorError {
        return SocketFile.listen(path.toString());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void itIsItsOwnersAloneUntilItIsOpened() throws LinuxException, IOException, OperatorError {
        SocketFile file = listen();
        assertThat(mode(path)).isEqualTo("rw-------");
        file.open("rw-rw-rw-", null);
        assertThat(mode(path)).isEqualTo("rw-rw-rw-");
        StreamSocket.connected(new SocketAddress.OfPath(path.toString())).close();
        file.leave();
        file.leave();
        assertThat(path).doesNotExist();
        file.socket().close();
    }

    /// Between its making and the change of its mode, a link to root's file took its place.
    @Test
    void aLinkInItsPlaceHasNothingOfRootsChanged()
            throws LinuxException, IOException, OperatorError {
        SocketFile file = listen();
        Files.move(path, folder.resolve("moved"));
        Files.createSymbolicLink(path, precious);
        String owner = Files.getOwner(precious).getName();
        file.open("rw-rw-rw-", owner);
        assertThat(mode(precious)).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("moved"))).isEqualTo("rw-rw-rw-");
        file.leave();
        assertThat(path).isSymbolicLink();
        assertThat(precious).hasContent("root's");
        file.socket().close();
    }

    @Test
    void anotherFileInItsPlaceIsNotTakenAway() throws LinuxException, IOException, OperatorError {
        SocketFile file = listen();
        Files.delete(path);
        Files.move(precious, path);
        file.leave();
        assertThat(path).hasContent("root's");
        file.socket().close();
    }

    @Test
    void whatIsNoSocketIsRefusedAndStays() throws IOException {
        Files.copy(precious, path);
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        assertThat(path).hasContent("root's");
        Files.delete(path);
        Files.createSymbolicLink(path, precious);
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        assertThat(path).isSymbolicLink();
        Files.delete(path);
        Files.createSymbolicLink(path, folder.resolve("nothing"));
        assertThatThrownBy(this::listen).hasMessageContaining("is not a socket");
        assertThat(path).isSymbolicLink();
    }

    @Test
    void whatWasLeftBehindIsReplacedButNotWhatIsAnswered()
            throws LinuxException, IOException, OperatorError {
        var address = new SocketAddress.OfPath(path.toString());
        StreamSocket.bound(address, false).close();
        SocketFile file = listen();
        assertThatThrownBy(this::listen).hasMessageContaining("another server answers at " + path);
        StreamSocket.connected(address).close();
        file.leave();
        file.socket().close();
    }

    @Test
    void aPathThatIsTooLongIsSaid() {
        assertThatThrownBy(() -> SocketFile.listen("/" + "x".repeat(200)))
                .hasMessageContaining("at most 107");
    }

    @Test
    void anOwnerThatThereIsNotIsSaid() throws LinuxException, IOException, OperatorError {
        SocketFile file = listen();
        assertThatThrownBy(() -> file.open("rw-rw----", "no-such-user"))
                .hasMessageContaining("no-such-user");
        file.leave();
        file.socket().close();
    }

    @Test
    void aFolderThatIsNotThereIsNamedAndWhatToDo() {
        Path missing = folder.resolve("run/app");
        assertThatThrownBy(() -> SocketFile.listen(missing + "/app.sock"))
                .hasMessage(
                        ("cannot listen at %s/app.sock: there is no folder %s: make it (mkdir -p"
                                        + " %s), or write another path")
                                .formatted(missing, missing, missing));
    }

    @Test
    void aFileAmidThePathIsNamed() {
        assertThatThrownBy(() -> SocketFile.listen(precious + "/run/app.sock"))
                .hasMessageContaining(precious + " is no folder: write another path");
    }

    /// In /proc nobody can make a file.
    @Test
    void aFolderThatTakesNoSocketIsSaid() {
        assertThatThrownBy(() -> SocketFile.listen("/proc/app.sock"))
                .hasMessage(
                        "cannot listen at /proc/app.sock: /proc takes none: write another path");
    }
}
