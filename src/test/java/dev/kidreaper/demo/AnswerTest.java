package dev.kidreaper.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.FcgiRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnswerTest {
    private static final FcgiRecord.End COMPLETE =
            new FcgiRecord.End(1, 0, FcgiRecord.Ending.COMPLETE);
    private static final String HEAD = "Status: 200 OK\r\nContent-Length: 5\r\n\r\n";

    @Test
    void aWholeAnswerIsNotCut() {
        Answer answer = answer(HEAD + "hello", COMPLETE, null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(StandardCharsets.US_ASCII.decode(answer.body()).toString()).isEqualTo("hello");
        assertThat(answer.cut()).isEmpty();
    }

    @Test
    void withoutStatusItIs200AndWithoutLengthAnyLengthWillDo() {
        Answer answer = answer("content-type: text/plain\r\n\r\nhello", COMPLETE, null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.declaredLength()).isEqualTo(-1);
        assertThat(answer.cut()).isEmpty();
    }

    @Test
    void anAnswerWithoutItsEndIsCutHoweverMuchOfItCame() {
        assertThat(answer(HEAD + "hello", null, null).cut())
                .hasValue("the connection was closed before the end of the answer");
    }

    @Test
    void everyLossIsACut() {
        assertThat(answer(HEAD + "hell", COMPLETE, null).cut()).hasValue("4 of 5 bytes came");
        assertThat(answer("Status: 200", COMPLETE, null).cut())
                .hasValue("the answer has no whole head");
        assertThat(answer("Status: 502 Bad\r\n\r\n", COMPLETE, null).cut()).hasValue("status 502");
        assertThat(answer(HEAD + "hello", COMPLETE, "broke").cut()).hasValue("broke");
        var overloaded = new FcgiRecord.End(1, 0, FcgiRecord.Ending.OVERLOADED);
        assertThat(answer("", overloaded, null).cut()).hasValue("the pool refused it: OVERLOADED");
    }

    @Test
    void notFoundIsAnAnswerLikeAnyOther() {
        assertThat(answer("Status: 404 Not Found\r\n\r\n", COMPLETE, null).cut()).isEmpty();
    }

    private static Answer answer(
            String stdout, FcgiRecord.@Nullable End end, @Nullable String failure) {
        ByteBuffer bytes = ByteBuffer.wrap(stdout.getBytes(StandardCharsets.ISO_8859_1));
        return Answer.of(bytes, end, failure);
    }
}
