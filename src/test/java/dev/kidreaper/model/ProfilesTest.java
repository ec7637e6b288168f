package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    @Test
    void aGracefulSignalIsNeverDeadly() {
        assertThatThrownBy(() ->
                        new Profile(
                                "x",
                                Signal.HUP,
                                Set.of(Signal.HUP),
                                null,
                                ProcessSignature.ANY,
                                Set.of(),
                                Set.of(),
                                false,
                                ReplacementPolicy.ALWAYS,
                                null,
                                null,
                                false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyKnownKindCanBeAskedOrSaysWhyNot() {
        assertThat(Profiles.ALL)
                .allSatisfy(p -> {
                    assertThat(p.isUnknown()).isFalse();
                    assertThat(p.graceful() == null).isEqualTo(p.untouchable() != null);
                });
        assertThat(Profiles.UNKNOWN.isUnknown()).isTrue();
        assertThat(Profiles.ALL).extracting(Profile::name).doesNotHaveDuplicates();
    }

    @Test
    void signalsAreFoundByAnyUsualName() {
        assertThat(Signal.named("hup")).contains(Signal.HUP);
        assertThat(Signal.named("SIGHUP")).contains(Signal.HUP);
        assertThat(Signal.named("SIG")).isEmpty();
        assertThat(Signal.named("1")).isEmpty();
        assertThat(Signal.KILL.canAskToLeave()).isFalse();
    }
}
