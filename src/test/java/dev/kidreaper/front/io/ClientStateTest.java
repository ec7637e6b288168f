package dev.kidreaper.front.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientStateTest {
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void aConnectionThatIsKeptGoesOnAfterItsAnswer() {
        assertThat(ClientState.OPEN.afterAnswer(false, false)).isEqualTo(ClientState.OPEN);
        assertThat(ClientState.OPEN.afterAnswer(false, true)).isEqualTo(ClientState.OPEN);
    }

    @Test
    void theLastAnswerEndsItButNotBeforeTheRestOfTheRequest() {
        assertThat(ClientState.OPEN.afterAnswer(true, false)).isEqualTo(ClientState.FINISHING);
        assertThat(ClientState.OPEN.afterAnswer(true, true)).isEqualTo(ClientState.LINGERING);
        assertThat(ClientState.LINGERING.afterInput(false)).isEqualTo(ClientState.FINISHING);
    }

    @Test
    void aClientThatSendsNoMoreGetsWhatIsOnItsWayAndThenTheEnd() {
        assertThat(ClientState.OPEN.afterInput(true)).isEqualTo(ClientState.HALF_CLOSED);
        assertThat(ClientState.HALF_CLOSED.afterAnswer(false, false))
                .isEqualTo(ClientState.FINISHING);
        assertThat(ClientState.OPEN.afterInput(false)).isEqualTo(ClientState.FINISHING);
    }

    @Test
    void nothingComesAfterTheEnd() {
        assertThat(ClientState.CLOSED.afterInput(true)).isEqualTo(ClientState.CLOSED);
        assertThat(ClientState.CLOSED.afterAnswer(false, true)).isEqualTo(ClientState.CLOSED);
        assertThat(ClientState.CLOSED.isStale(2 * MINUTE, true, true, MINUTE)).isFalse();
    }

    @Test
    void onlyWhatHoldsOthersUpIsStale() {
        assertThat(ClientState.OPEN.isStale(2 * MINUTE, false, false, MINUTE)).isFalse();
        assertThat(ClientState.OPEN.isStale(0, true, false, MINUTE)).isTrue();
        assertThat(ClientState.OPEN.isStale(2 * MINUTE, false, true, MINUTE)).isTrue();
        assertThat(ClientState.FINISHING.isStale(MINUTE / 2, false, true, MINUTE)).isFalse();
        assertThat(ClientState.LINGERING.isStale(MINUTE / 2, false, false, MINUTE)).isTrue();
    }
}
