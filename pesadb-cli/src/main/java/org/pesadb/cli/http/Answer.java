package org.pesadb.cli.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * The body of an answer. Its beginning is held back, so that an answer which fails early can still become another one; what is longer goes
 * out in pieces, each of which waits until the client has taken it. Of one thread.
 */
final class Answer extends OutputStream {
    /** How much of it is held back. */
    static final int HELD_BYTES = 32 << 10;

    private final Response response;
    private final boolean head;
    private byte[] held = new byte[1 << 10];
    private int count;
    private OutputStream out;
    private boolean ended;

    /** @param head whether the client wants the header alone */
    Answer(Response response, boolean head) {
        this.response = response;
        this.head = head;
    }

    /** Says that a client which wants the header alone needs no more of the body: nobody else would notice that it is gone. */
    static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("the header is all that was asked for");
        }
    }

    /** Whether something has gone out, so that the status is what it is. */
    boolean begun() {
        return out != null || ended;
    }

    /** Forgets what is held back, where nothing has gone out. */
    void forget() {
        count = 0;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (count + length > HELD_BYTES) {
            send();
            if (length > HELD_BYTES) {
                out.write(bytes, from, length);
                return;
            }
        }
        if (count + length > held.length) {
            byte[] larger = new byte[Math.min(HELD_BYTES, Math.max(count + length, held.length * 4))];
            System.arraycopy(held, 0, larger, 0, count);
            held = larger;
        }
        System.arraycopy(bytes, from, held, count, length);
        count += length;
    }

    /** Leaves it to {@link #send()} and {@link #close()}: a flush between two rows would cost a packet for each. */
    @Override
    public void flush() {
        // on purpose
    }

    /**
     * Sends what there is.
     *
     * @throws Enough where the header is all that is wanted
     */
    void send() throws IOException {
        if (head) {
            count = 0;
            throw new Enough();
        }
        if (out == null) {
            out = Content.Sink.asOutputStream(response);
        }
        if (count > 0) {
            out.write(held, 0, count);
            count = 0;
        }
        out.flush();
    }

    /** Sends a header that does not tell how long the body would be. */
    void sendHeader() throws IOException {
        out = Content.Sink.asOutputStream(response);
        out.flush();
        count = 0;
    }

    /** Sends the rest: the answer is complete. */
    @Override
    public void close() throws IOException {
        if (!ended) {
            if (out == null) {
                response.getHeaders().put("Content-Length", Integer.toString(count));
            }
            ended = true;
            Content.Sink.write(response, true, ByteBuffer.wrap(held, 0, count));
        }
    }
}
