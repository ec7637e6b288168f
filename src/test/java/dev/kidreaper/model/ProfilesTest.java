package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    /// What a new kind takes: one call.
    private static final Profile MADE_UP =
            Profile.named("made-up")
                    .graceful(Signal.QUIT)
                    .deadly(Signal.TERM, Signal.INT)
                    .manager(ProcessSignature.titled("made-up: master").program("node"))
                    .worker(ProcessSignature.titled("made-up: worker"))
                    .idleIn(IdleWait.POLL)
                    .harmlessAlways()
                    .trait(new ProfileTrait.AcceptorThread("accepts"))
                    .build();

    @Test
    void aNewKindIsOneCall() {
        assertThat(MADE_UP.isManager(process("made-up: master"))).isTrue();
        assertThat(MADE_UP.isManager(process("made-up: worker"))).isFalse();
        assertThat(MADE_UP.isWorker(process("made-up: worker"))).isTrue();
        assertThat(MADE_UP.isWorker(process("made-up: master"))).isFalse();
        assertThat(MADE_UP.isUnknown()).isFalse();
        assertThat(MADE_UP.harmless()).contains(Moment.BUSY).doesNotContain(Moment.READING);
        assertThat(MADE_UP.trait(ProfileTrait.AcceptorThread.class))
                .contains(new ProfileTrait.AcceptorThread("accepts"));
    }

    @Test
    void whatIsNotSaidHasADefault() {
        var bare = Profile.named("bare").build();

        assertThat(bare)
                .isEqualTo(
                        new Profile(
                                "bare",
                                null,
                                Set.of(),
                                null,
                                ProcessSignature.ANY,
                                Set.of(),
                                Set.of(),
                                ReplacementPolicy.ALWAYS,
                                Set.of()));
        assertThat(bare.isUnknown()).isTrue();
        assertThat(bare.isOnlyProven()).isFalse();
        assertThat(bare.skipsEnd()).isFalse();
        assertThat(bare.untouchable()).isNull();
    }

    @Test
    void aTraitIsSaidByName() {
        assertThat(traits("php-fpm"))
                .containsExactlyInAnyOrder(
                        new ProfileTrait.ManagedBy(Signal.USR2, Signal.QUIT),
                        new ProfileTrait.SkipsRequestEnd(),
                        new ProfileTrait.Shrinks(Signal.QUIT),
                        new ProfileTrait.NamedPools("php-fpm: pool ", null));
        assertThat(traits("starman"))
                .containsExactlyInAnyOrder(
                        new ProfileTrait.OnlyProven(),
                        new ProfileTrait.ManagedBy(Signal.HUP, Signal.QUIT));
        assertThat(traits("puma"))
                .containsExactlyInAnyOrder(
                        new ProfileTrait.AcceptorThread("puma srv"),
                        new ProfileTrait.OnlyProven(),
                        new ProfileTrait.ManagedBy(Signal.USR1, Signal.TERM));
        assertThat(traits("gunicorn")).containsExactly(new ProfileTrait.CutsOpenConnections());
        assertThat(traits("uwsgi"))
                .containsExactlyInAnyOrder(
                        new ProfileTrait.ThreadsAccept(),
                        new ProfileTrait.Shrinks(Signal.WINCH),
                        new ProfileTrait.ManagedBy(Signal.HUP, Signal.INT));
        assertThat(traits("unicorn"))
                .containsExactly(new ProfileTrait.ManagedBy(Signal.HUP, Signal.QUIT));
        assertThat(traits("fcgi-procmanager")).isEmpty();
    }

    @Test
    void onePoolOfAManagerIsMeantByName() {
        Profile www = PhpProfiles.PHP_FPM.only("www").orElseThrow();

        assertThat(PhpProfiles.PHP_FPM.isWorker(process("php-fpm: pool www"))).isTrue();
        assertThat(PhpProfiles.PHP_FPM.isWorker(process("php-fpm: pool www2"))).isTrue();
        assertThat(www.isWorker(process("php-fpm: pool www"))).isTrue();
        assertThat(www.isWorker(process("php-fpm: pool www2"))).isFalse();
        assertThat(www.isWorker(process("php-fpm: pool ww"))).isFalse();
        assertThat(www.onlyPool()).isEqualTo("www");
        assertThat(PhpProfiles.PHP_FPM.onlyPool()).isNull();
        assertThat(www.only("api").orElseThrow().onlyPool()).isEqualTo("api");
        assertThat(www.poolOf("php-fpm: pool www2")).contains("www2");
        assertThat(www.poolOf("php-fpm: master process")).isEmpty();
        assertThat(MADE_UP.only("www")).isEmpty();
        assertThat(MADE_UP.poolOf("php-fpm: pool www")).isEmpty();
    }

    @Test
    void aWorkerThatSaysThatItLeavesIsNone() {
        assertThat(NginxProfile.NGINX.isWorker(nginx("nginx: worker process"))).isTrue();
        assertThat(NginxProfile.NGINX.isWorker(nginx("nginx: worker process is shutting down")))
                .isFalse();
        assertThat(NginxProfile.NGINX.isWorker(nginx("nginx: cache manager process"))).isFalse();
    }

    private static ProcessTraits nginx(String title) {
        return new ProcessTraits(List.of(title), "nginx", 0);
    }

    @Test
    void aGracefulSignalIsNeverDeadly() {
        var builder = Profile.named("x").graceful(Signal.HUP).deadly(Signal.HUP);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("HUP");
    }

    @Test
    void noSignalIsGracefulToTheUntouchable() {
        var builder =
                Profile.named("x")
                        .graceful(Signal.HUP)
                        .trait(new ProfileTrait.Untouchable("it has a reason"));

        assertThatIllegalArgumentException().isThrownBy(builder::build);
    }

    @Test
    void aKindHasOneTraitOfAType() {
        var builder =
                Profile.named("x")
                        .trait(new ProfileTrait.AcceptorThread("a"))
                        .trait(new ProfileTrait.AcceptorThread("b"));

        assertThatIllegalArgumentException().isThrownBy(builder::build);
    }

    @Test
    void everyKnownKindCanBeAskedOrSaysWhyNot() {
        assertThat(Profiles.ALL)
                .allSatisfy(p -> {
                    assertThat(p.isUnknown()).isFalse();
                    assertThat(p.graceful() == null).isEqualTo(p.untouchable() != null);
                    assertThat(Profiles.named(p.name())).containsSame(p);
                });
        assertThat(Profiles.UNKNOWN.isUnknown()).isTrue();
        assertThat(Profiles.names()).doesNotHaveDuplicates().doesNotContain("unknown");
    }

    @Test
    void signalsAreFoundByAnyUsualName() {
        assertThat(Signal.named("hup")).contains(Signal.HUP);
        assertThat(Signal.named("SIGHUP")).contains(Signal.HUP);
        assertThat(Signal.named("SIG")).isEmpty();
        assertThat(Signal.named("1")).isEmpty();
        assertThat(Signal.KILL.canAskToLeave()).isFalse();
    }

    private static Set<ProfileTrait> traits(String kind) {
        return Profiles.named(kind).orElseThrow().traits();
    }

    private static ProcessTraits process(String title) {
        return new ProcessTraits(List.of(title), "node", 0);
    }
}
