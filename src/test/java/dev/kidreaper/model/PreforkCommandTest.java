package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.ServeSettings.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreforkCommandTest {
    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/app/script/app_fastcgi.pl -l /run/app.sock -n 5",
                "perl app_fastcgi.pl --listen /run/app.sock --nproc 5 -p app.pid",
                "plackup -s FCGI --listen=:9000 --nproc=5 app.psgi",
                "app_fastcgi.pl -n5 -l :9000",
                "/usr/sbin/php-fpm8.2 --nodaemonize",
                "php-fpm -F"
            })
    void aManagersWordsTell(String line) {
        assertThat(PreforkCommand.why(words(line))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/app/script/app_fastcgi.pl",
                "php-cgi -d memory_limit=64M",
                "perl app_fastcgi.pl -n 5",
                "perl app_fastcgi.pl -l :9000",
                "sh -c php-fpm",
                "env -i worker --name n"
            })
    void othersDoNot(String line) {
        assertThat(PreforkCommand.why(words(line))).isEmpty();
    }

    @Test
    void phpFpmNeedsItsAddress() {
        var any = new ProfileChoice.Recognised();
        assertThatThrownBy(() -> new Source.Prefork(List.of("php-fpm8.2"), null, any))
                .hasMessageContaining("name that address");
        var at = new Listening.OnPath("/run/php.sock", Listening.OnPath.USUAL_MODE, null);
        assertThat(new Source.Prefork(List.of("php-fpm8.2"), at, any).address()).isEqualTo(at);
    }
}
