package org.pesadb.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
        String plain = type == null ? "" : type.split(";", 2)[0].strip();
        if (!plain.equalsIgnoreCase("application/json")) {
            throw new Refusal(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "the body must be JSON, with the header Content-Type: application/json"
                            + (type == null ? "" : ", not " + plain),
                    Map.of("Accept-Post", "application/json"));
        }
        if (request.getLength() > limits.bodyBytes()) {
            throw tooLarge();
        }
        return read(request);
    }

    private Body read(Request request) throws IOException {
        long begun = System.nanoTime();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean done = false;
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (bytes.size() + length > limits.bodyBytes()) {
                    throw tooLarge();
                }
                if (held.addAndGet(length) > together) {
                    held.addAndGet(-length);
                    throw Refusal.tooMany("the bodies of all requests together are more than " + together
                            + " bytes just now; try again");
                }
                bytes.write(piece, 0, length);
                if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(limits.idleMillis())) {
                    throw tooSlow();
                }
            }
            done = true;
            return new Body(bytes.toByteArray(), this);
        } catch (IOException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw tooSlow();
            }
            throw failed;
        } finally {
            if (!done) {
                held.addAndGet(-bytes.size());
            }
        }
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
