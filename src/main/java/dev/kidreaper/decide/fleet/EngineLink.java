package dev.kidreaper.decide.fleet;

import java.util.random.RandomGenerator;

/// Whether the store answers one host, and knows it. For one thread at a time.
final class EngineLink {
    private static final long SECOND = 1_000_000_000L;
    private static final long ANNOUNCE_EVERY = 30 * SECOND;

    /// After so many questions in a row without answer the store counts as away.
    private static final int AWAY_AFTER = 2;

    private final String host;
    private final FleetNews news;
    private final RandomGenerator random;
    private boolean registered;
    private boolean everRegistered;
    private boolean toldName;
    private long nextAnnounce;
    private long restUntil;
    private int failures;

    EngineLink(String host, FleetNews news, RandomGenerator random, long now) {
        this.host = host;
        this.news = news;
        this.random = random;
        this.nextAnnounce = now;
        this.restUntil = now;
    }

    /// Whether nothing is asked now, since the last answer did not come.
    boolean isResting(long now) {
        return now - restUntil < 0;
    }

    long restUntil() {
        return restUntil;
    }

    boolean isAnnounceDue(long now) {
        return now - nextAnnounce >= 0;
    }

    long nextAnnounce() {
        return nextAnnounce;
    }

    /// Whether the host's name is ours now.
    boolean isRegistered() {
        return registered;
    }

    /// Whether it ever was. What is held since then is still given back.
    boolean wasRegistered() {
        return everRegistered;
    }

    void announced(boolean ours, long now) {
        registered = ours;
        everRegistered |= ours;
        long every = ours ? ANNOUNCE_EVERY : ANNOUNCE_EVERY / 3;
        nextAnnounce = now + (long) (every * random.nextDouble(0.9, 1.1));
        if (!ours && !toldName) {
            news.tell(
                    FleetNews.Kind.SAME_NAME,
                    "another kidreaper is host %s of this group, or was until a moment ago: no"
                                    .formatted(host)
                            + " permit is asked for until it is gone; if both stay, give this one"
                            + " another name (host in [fleet])");
        }
        toldName = !ours;
    }

    void away(StoreAnswer.Away away, long now) {
        failures++;
        long pause = SECOND << Math.min(failures - 1, 3);
        long jittered = (long) (pause * random.nextDouble(0.5, 1));
        restUntil = now + Math.max(away.pause().toNanos(), jittered);
        if (failures == AWAY_AFTER) {
            news.tell(
                    FleetNews.Kind.ENGINE_AWAY,
                    away.why() + ": limits wait, a host in need goes on without permit");
        }
    }

    /// It has answered.
    void back() {
        if (failures >= AWAY_AFTER) {
            news.tell(FleetNews.Kind.ENGINE_BACK, "the fleet's store answers again");
        }
        failures = 0;
    }

    /// Whether it does not answer.
    boolean isAway() {
        return failures >= AWAY_AFTER;
    }
}
