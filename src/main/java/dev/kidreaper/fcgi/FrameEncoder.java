package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Frames to bytes.
public final class FrameEncoder {
    private static final int BODY_BYTES = 8;
    private static final int KEEP_CONNECTION = 1;

    private FrameEncoder() {}

    /// The frames as they go over a connection, ready to be read.
    public static ByteBuffer bytes(List<Frame> frames) {
        int length = frames.stream().map(FrameEncoder::header).mapToInt(FrameEncoder::whole).sum();
        ByteBuffer to = ByteBuffer.allocate(length);
        frames.forEach(frame -> put(frame, to));
        return to.flip();
    }

    /// A whole stream as frames, with the empty one that ends it.
    public static List<Frame> stream(int request, Frame.Stream stream, ByteBuffer content) {
        var frames = new ArrayList<Frame>();
        int length = content.remaining();
        for (int at = 0; at < length; at += FrameHeader.MOST_CONTENT) {
            int piece = Math.min(FrameHeader.MOST_CONTENT, length - at);
            ByteBuffer part = content.slice(content.position() + at, piece);
            frames.add(new Frame.Piece(request, stream, part));
        }
        frames.add(new Frame.Piece(request, stream, ByteBuffer.allocate(0)));
        return frames;
    }

    private static FrameHeader header(Frame frame) {
        return switch (frame) {
            case Frame.Begin f ->
                    FrameHeader.padded(FrameType.BEGIN_REQUEST, f.request(), BODY_BYTES);
            case Frame.Abort f -> FrameHeader.padded(FrameType.ABORT_REQUEST, f.request(), 0);
            case Frame.End f -> FrameHeader.padded(FrameType.END_REQUEST, f.request(), BODY_BYTES);
            case Frame.Piece f ->
                    FrameHeader.padded(f.stream().type(), f.request(), f.content().remaining());
            case Frame.Other f ->
                    FrameHeader.padded(f.type(), f.request(), f.content().remaining());
        };
    }

    private static int whole(FrameHeader header) {
        return FrameHeader.BYTES + header.contentLength() + header.paddingLength();
    }

    private static void put(Frame frame, ByteBuffer to) {
        FrameHeader header = header(frame);
        header.put(to);
        switch (frame) {
            case Frame.Begin f -> {
                to.putShort((short) f.role());
                to.put((byte) (f.keepConnection() ? KEEP_CONNECTION : 0));
                to.put(new byte[5]);
            }
            case Frame.Abort _ -> {}
            case Frame.End f -> {
                to.putInt(f.appStatus());
                to.put((byte) f.ending().code());
                to.put(new byte[3]);
            }
            case Frame.Piece f -> to.put(f.content());
            case Frame.Other f -> to.put(f.content());
        }
        to.put(new byte[header.paddingLength()]);
    }
}
