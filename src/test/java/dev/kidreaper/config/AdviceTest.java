package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong is said with the value that was written, and with one that would be right.
class AdviceTest {
    private static final String HEAD = "[[pool]]\nname = 'web'\npidfile = '/run/x.pid'\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "limit='150%'      | '150%': a share is above 0% and at most 100%, such as 10%",
                "limit='1x'        | '1x': a factor is above 1x and at most 1000x, such as 3x",
                "limit='${LIMIT}'  | variables are not filled in: write the value itself",
                "limit='1,5G'      | did you mean \"1.5G\"?",
                "limit=\"1G        | the text has no closing quote: write \"1G\"",
                "max-age='0'       | '0' is no age: write one such as 12h",
                "// a comment      | a comment begins with #",
                "; a comment       | a comment begins with #",
                "profile='php'     | 'php' is not a profile; did you mean \"php-fpm\"?",
                "profile='gunicron'| 'gunicron' is not a profile; did you mean \"gunicorn\"?",
                "profile='x'       | 'x' is not a profile: write one of fcgi-procmanager",
                "age='12h'         | has no key \"age\"; did you mean \"max-age\"?",
                "name='b'          | name stands in line 2 already: keep one of them",
            })
    void aPoolsKey(String line, String says) {
        assertThat(Configurations.problems(HEAD + "pool-limit = '1G'\n" + line + "\n"))
                .anySatisfy(p -> assertThat(p).startsWith("k.toml:5:").contains(says));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kill-after='5s'   | '5s' is before the deadline (60 s): write a longer time",
            })
    void aPace(String line, String says) {
        assertThat(Configurations.problems(HEAD + "limit='1G'\n[pool.pace]\n" + line + "\n"))
                .singleElement()
                .asString()
                .contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "command='gunicorn -w 4 x:y'     | write [\"gunicorn\", \"-w\", \"4\", \"x:y\"]",
                "command=['gunicorn app']        | write [\"gunicorn\", \"app\"]",
                "max-requests='1000±100'         | write max-requests = 1000 and jitter = 100",
                "max-requests='1000+-100'        | write max-requests = 1000 and jitter = 100",
            })
    void aManagerThatIsStarted(String line, String says) {
        String rest = line.startsWith("command") ? "" : "command=['/usr/bin/gunicorn']\n";
        assertThat(
                        Configurations.problems(
                                "[[pool]]\nname='web'\n[pool.run]\n" + rest + line + "\n"))
                .anySatisfy(p -> assertThat(p).contains(says));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "include='x'    | put more pools into /etc/kidreaper/conf.d/*.toml",
                "[[pools]]      | did you mean [[pool]]?",
                "[histroy]      | did you mean [history]?",
                "[fleet]        | [fleet] has no at-once, which it needs: write at-once = 1",
                "[fleet]        | [fleet] has no group, which it needs: write group = \"shop\"",
            })
    void theFile(String line, String says) {
        assertThat(Configurations.problems(line + "\n" + HEAD + "limit='1G'\n"))
                .anySatisfy(p -> assertThat(p).contains(says));
    }

    @Test
    void aHooksCommandIsSeveralWords() {
        String hook = "[[hook]]\nname='tell'\non='failed'\ncommand='/usr/bin/mail -s x root'\n";
        assertThat(Configurations.problems(HEAD + "limit='1G'\n" + hook))
                .singleElement()
                .asString()
                .contains("write [\"/usr/bin/mail\", \"-s\", \"x\", \"root\"]");
    }

    @Test
    void aNameThatIsTakenIsNamed() {
        String other = HEAD.replace("x.pid", "y.pid");
        assertThat(Configurations.problems(HEAD + "limit='1G'\n" + other + "limit='1G'\n"))
                .containsExactly(
                        "k.toml:6:1: name: the pool in line 2 has the same: write another, such as"
                                + " \"web-2\"");
    }

    @Test
    void spacesWithinAFactorAreAllowedAsInASize() {
        assertThat(Amounts.amount("3 x")).isEqualTo(Amounts.amount("3x"));
        assertThat(Amounts.portion("10 %")).isEqualTo(Amounts.portion("10%"));
    }

    @Test
    void jsonIsCalledSo() {
        assertThat(Configurations.problems("{\"pool\": [{\"name\": \"web\"}]}\n"))
                .singleElement()
                .asString()
                .contains("this looks like JSON; kidreaper reads TOML");
    }

    @Test
    void anotherEncodingIsCalledSo(@TempDir Path folder) throws Exception {
        assertThat(said(folder, HEAD.getBytes(StandardCharsets.UTF_16)))
                .contains("this file is in UTF-16: save it as UTF-8");
        assertThat(said(folder, "name = 'wäb'\n".getBytes(StandardCharsets.ISO_8859_1)))
                .contains("a byte that is not UTF-8: 0xe4; save the file as UTF-8");
    }

    private static String said(Path folder, byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("k.toml"), bytes);
        return SettingsFile.read(file) instanceof ConfigResult.Rejected rejected
                ? rejected.problems().toString()
                : "";
    }
}
