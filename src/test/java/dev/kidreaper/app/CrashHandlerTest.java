package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashHandlerTest {
    /// Run as a program of its own: a thread of it dies, another one would go on for ever.
    static void main(String[] args) throws InterruptedException {
        CrashHandler.endsAll(new LogQueue(System.err, false));
        Runnable work =
                () -> {
                    throw new NoClassDefFoundError("gone");
                };
        if ("virtual".equals(args[0])) {
            Thread.ofVirtual().name("caller").start(work).join();
            System.out.println("goes on");
        } else {
            Thread.ofPlatform().name("front-web").start(work);
            Thread.sleep(60_000);
        }
    }

    private static Kidreaper run(String kind) {
        String java = System.getProperty("java.home") + "/bin/java";
        String path = System.getProperty("java.class.path");
        return Kidreaper.end(
                Kidreaper.start(
                        List.of(java, "-cp", path, CrashHandlerTest.class.getName(), kind)));
    }

    @Test
    void aThreadThatDiesEndsTheProgramWithOneLine() {
        Kidreaper ended = run("platform");
        assertThat(ended.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err())
                .startsWith("event=died thread=front-web why=\"[BUG] java.lang.NoClassDef")
                .contains("gone", "CrashHandlerTest", "please report this")
                .hasLineCount(1);
    }

    @Test
    void aThreadOfOneCallerAloneDoesNot() {
        Kidreaper ended = run("virtual");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("thread=caller");
        assertThat(ended.out()).contains("goes on");
    }
}
