package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void wordsThatTheLocaleDoesNotHaveAreTakenAsTheyWereWritten() {
        byte[] all =
                "java\0-cp\0x\0Main\0--attach\0/run/äpp.sock\0".getBytes(StandardCharsets.UTF_8);
        String[] args = {"--attach", "/run/\uFFFD\uFFFDpp.sock"};
        assertThat(Main.asWritten(args, all)).containsExactly("--attach", "/run/äpp.sock");
        assertThat(Main.asWritten(args, new byte[0])).isSameAs(args);
    }

    @Test
    void anAnswerThatCannotBeWrittenIsAFailure() {
        var before = System.out;
        System.setOut(new PrintStream(new Full(), true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(new String[] {"--version"})).isEqualTo(1);
        } finally {
            System.setOut(before);
        }
    }

    /// As /dev/full is, and a pipe whose reader has gone.
    private static final class Full extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    /// The JVM loads what the methods of the program's entry name, at each start: not the parser.
    @Test
    void itsMethodsNameNoLibrary() {
        var named = new ArrayList<Class<?>>();
        for (var method : Main.class.getDeclaredMethods()) {
            named.add(method.getReturnType());
            named.addAll(List.of(method.getParameterTypes()));
        }
        assertThat(named)
                .map(c -> c.isArray() ? c.getComponentType() : c)
                .allMatch(c ->
                        c.isPrimitive()
                                || c.getName().startsWith("java.")
                                || c.getName().startsWith("dev.kidreaper."));
    }
}
