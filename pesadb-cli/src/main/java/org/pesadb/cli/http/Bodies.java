package org.pesadb.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the bodies of requests, whole: a client that sends slowly must not hold a place in the database meanwhile. One may be so large,
 * all of them together may take so much memory, and each must arrive in time. Threads share it.
 */
final class Bodies {
    private static final int PIECE = 8 << 10;
    private static final String TOO_LARGE = "BODY_TOO_LARGE";

    private final Limits limits;
    private final long together;
    private final AtomicLong held = new AtomicLong();

    Bodies(Limits limits) {
        this.limits = limits;
        together = Math.max(limits.bodyBytes(), Runtime.getRuntime().maxMemory() / 8);
    }

    /**
     * A body in memory.
     *
     * @param bytes all of it
     * @param owner counts it
     */
    record Body(byte[] bytes, Bodies owner) implements AutoCloseable {
        /** Counts it no more. */
        @Override
        public void close() {
            owner.held.addAndGet(-bytes.length);
        }
    }

    /** Reads one that must be JSON. */
    Body json(Request request) throws IOException {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String[] parts = type == null ? new String[] {""} : type.split(";");
        if (!parts[0].strip().equalsIgnoreCase("application/json")) {
            throw unsupported(type == null ? "" : ", not " + parts[0].strip());
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported(", in UTF-8, not " + parameter);
            }
        }
        String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
            throw unsupported(", as it is, not with Content-Encoding: " + encoding);
        }
        if (request.getLength() > limits.bodyBytes()) {
            throw tooLarge();
        }
        return read(request);
    }

    private Body read(Request request) throws IOException {
        long begun = System.nanoTime();
        try (Growing growing = new Growing(request.getLength());
                InputStream in = Content.Source.asInputStream(request)) {
            for (int length = 0; length >= 0; length = growing.read(in)) {
                if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(limits.idleMillis())) {
                    throw tooSlow();
                }
            }
            return growing.whole();
        } catch (IOException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw tooSlow();
            }
            throw failed;
        }
    }

    private void take(int bytes) {
        if (held.addAndGet(bytes) > together) {
            held.addAndGet(-bytes);
            throw Refusal.tooMany(
                    "the bodies of all requests together are more than " + together + " bytes just now; try again");
        }
    }

    /** How many bytes are counted now. */
    long held() {
        return held.get();
    }

    /** A body that comes. All memory that it takes is counted before it is taken, and no more when this is closed. */
    private final class Growing implements AutoCloseable {
        private final long known; // -1 where it is not
        private byte[] bytes = {};
        private int count;
        private int counted;

        Growing(long known) {
            this.known = known;
        }

        /** Reads on; gives -1 at the end. */
        int read(InputStream in) throws IOException {
            if (count == bytes.length) {
                int one = in.read(); // the end, where it is as long as its header says
                if (one < 0) {
                    return one;
                }
                if (count == limits.bodyBytes()) {
                    throw tooLarge();
                }
                long next = Math.max(PIECE, bytes.length * 2L);
                resize((int) Math.min(known > count ? Math.min(next, known) : next, limits.bodyBytes()));
                bytes[count++] = (byte) one;
            }
            int length = in.read(bytes, count, bytes.length - count);
            count += Math.max(0, length);
            return length;
        }

        private void resize(int length) {
            take(length); // old and new one are there at once
            counted += length;
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, length);
            held.addAndGet(-before);
            counted -= before;
        }

        /** All of it. */
        Body whole() {
            if (count < bytes.length) {
                resize(count);
            }
            Body body = new Body(bytes, Bodies.this);
            counted = 0; // the body's from now on
            return body;
        }

        @Override
        public void close() {
            held.addAndGet(-counted);
        }
    }

    private static Refusal unsupported(String but) {
        return new Refusal(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "the body must be JSON, with the header Content-Type: application/json" + but,
                Map.of("Accept-Post", "application/json"));
    }

    private Refusal tooSlow() {
        return new Refusal(
                408,
                "TOO_SLOW",
                "the body did not arrive within " + limits.idleMillis() + " ms",
                Map.of("Connection", "close"));
    }

    private Refusal tooLarge() {
        return new Refusal(
                413,
                TOO_LARGE,
                "the body is larger than " + limits.bodyBytes() + " bytes; pesadb serve --max-body allows more",
                Map.of("Connection", "close"));
    }
}
