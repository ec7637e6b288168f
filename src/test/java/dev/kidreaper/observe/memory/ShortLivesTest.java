package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortLivesTest {
    @Test
    void aFewBriefLivesAreUsual() {
        var lives = new ShortLives();
        lives.add(4);
        lives.add(5);
        assertThat(lives.areUsual()).isFalse();
        lives.add(3);
        assertThat(lives.areUsual()).isTrue();
    }

    /// One that crashed at its start among those that live for an hour.
    @Test
    void oneBriefLifeAmongLongOnesIsNot() {
        var lives = new ShortLives();
        lives.add(1);
        lives.add(3600);
        lives.add(3600);
        assertThat(lives.areUsual()).isFalse();
    }
}
