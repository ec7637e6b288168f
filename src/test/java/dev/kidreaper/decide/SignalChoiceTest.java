package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.PerlProfiles;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.RubyProfiles;
import dev.kidreaper.model.Signal;
import org.junit.jupiter.api.Test;

class SignalChoiceTest {
    @Test
    void aKnownKindHasItsOwnSignal() {
        assertThat(SignalChoice.asked(PerlProfiles.FCGI_PROCMANAGER, null))
                .isEqualTo(new SignalChoice.Send(Signal.HUP, null));
    }

    @Test
    void theOperatorMayNameAnotherOneUnlessItIsDeadly() {
        assertThat(SignalChoice.asked(PerlProfiles.FCGI_PROCMANAGER, Signal.TERM))
                .isEqualTo(new SignalChoice.Send(Signal.TERM, null));
        assertThat(SignalChoice.asked(PhpProfiles.PHP_FPM, Signal.HUP))
                .isEqualTo(new SignalChoice.Deadly(Signal.HUP, Signal.QUIT));
    }

    @Test
    void anUnknownKindIsLeftAloneUntilTheOperatorNamesASignal() {
        assertThat(SignalChoice.asked(Profiles.UNKNOWN, null))
                .isEqualTo(new SignalChoice.Unknown());
        assertThat(SignalChoice.asked(Profiles.UNKNOWN, Signal.QUIT))
                .isEqualTo(new SignalChoice.Send(Signal.QUIT, null));
    }

    @Test
    void theInterfaceOf2007MeansHupButNotToTheDeathOfARequest() {
        assertThat(SignalChoice.of2007(Profiles.UNKNOWN))
                .isEqualTo(new SignalChoice.Send(Signal.HUP, null));
        assertThat(SignalChoice.of2007(PerlProfiles.FCGI_PROCMANAGER))
                .isEqualTo(new SignalChoice.Send(Signal.HUP, null));
        assertThat(SignalChoice.of2007(PhpProfiles.PHP_FPM))
                .isEqualTo(new SignalChoice.Send(Signal.QUIT, Signal.HUP));
        assertThat(SignalChoice.of2007(RubyProfiles.UNICORN))
                .isEqualTo(new SignalChoice.Send(Signal.QUIT, Signal.HUP));
    }

    @Test
    void nobodysSignalReachesTheUntouchable() {
        for (Signal signal : Signal.values()) {
            assertThat(SignalChoice.asked(RubyProfiles.PUMA_FORK_WORKER, signal))
                    .isInstanceOf(SignalChoice.Untouchable.class);
        }
        assertThat(SignalChoice.asked(RubyProfiles.PUMA_FORK_WORKER, null))
                .isInstanceOf(SignalChoice.Untouchable.class);
        assertThat(SignalChoice.of2007(RubyProfiles.PUMA_FORK_WORKER))
                .isInstanceOf(SignalChoice.Untouchable.class);
    }
}
