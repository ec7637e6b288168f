package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.RecordType;
import dev.kidreaper.front.io.BufferPool;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
    private static final byte[] NOTHING = {};

    private int replies;
    private int mostReplies = Integer.MAX_VALUE;
    private final RecordBytes bytes = new RecordBytes(new SplittableRandom(1));
    private final RequestReader reader =
            new RequestReader(
                    new ClientInput.Sink() {
                        @Override
                        public void aborted() {
                            end();
                        }

                        @Override
                        public void reply(byte[] record) {
                            replies++;
                        }

                        @Override
                        public boolean takesReplies() {
                            return replies < mostReplies;
                        }
                    },
                    new BufferPool());

    private void end() {
        reader.end(requireNonNull(reader.request()).keepConnection);
    }

    private void scan() throws MalformedRecord {
        requireNonNull(reader.room(false)).append(bytes.bytes());
        reader.scan();
    }

    /// Its parameters were looked for behind the end of the buffer.
    @Test
    void aRequestBehindOneThatIsAbortedBeginsWhenItsOwnHeadIsThere() throws MalformedRecord {
        bytes.begin(1, Request.RESPONDER, 1);
        bytes.record(RecordType.PARAMS, 1, NOTHING);
        bytes.record(RecordType.ABORT_REQUEST, 1, NOTHING);
        bytes.begin(2, Request.RESPONDER, 1);
        scan();
        assertThat(requireNonNull(reader.request()).id).isEqualTo(2);
        assertThat(reader.beginning()).isNull();
    }

    @Test
    void noRequestIsTakenAfterOneThatEndsItsConnection() throws MalformedRecord {
        bytes.begin(1, Request.RESPONDER, 0);
        bytes.record(RecordType.PARAMS, 1, NOTHING);
        bytes.record(RecordType.ABORT_REQUEST, 1, NOTHING);
        bytes.begin(2, Request.RESPONDER, 0);
        bytes.record(RecordType.PARAMS, 2, NOTHING);
        scan();
        assertThat(reader.request()).isNull();
        assertThat(reader.beginning()).isNull();
    }
}
