package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Permissions as operators write them, on the command line and in a file.
class PermissionsTest {
    @ParameterizedTest
    @CsvSource({"660, rw-rw----", "0660, rw-rw----", "rw-r-----, rw-r-----", "751, rwxr-x--x"})
    void readsWhatOperatorsWrite(String text, String letters) {
        assertThat(Permissions.parse(text)).isEqualTo(letters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "66", "1660", "668", "rw", "rwxrwxrw?", "0o660"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Permissions.parse(text))
                .hasMessage(
                        "'%s' are not permissions: write them as chmod or ls does, such as 660 or"
                                        .formatted(text)
                                + " rw-rw----");
    }
}
