package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.Test;
import org.mockito.stubbing.OngoingStubbing;

/** Bodies are read whole, whatever pieces they come in, and what they take in memory is counted until it is given back. */
class BodiesTest {
    private static final int MOST = 100_000;

    private final Bodies bodies = new Bodies(new Limits(MOST, 1, 60_000, 1, 1, 1));

    /** A request whose body comes in pieces, and then what ends it. */
    private static Request request(long length, Content.Chunk end, byte[]... pieces) {
        Request request = mock(Request.class);
        when(request.getHeaders()).thenReturn(HttpFields.build().put("Content-Type", "application/json"));
        when(request.getLength()).thenReturn(length);
        OngoingStubbing<Content.Chunk> reading = when(request.read());
        for (byte[] piece : pieces) {
            reading = reading.thenReturn(Content.Chunk.from(ByteBuffer.wrap(piece), false));
        }
        reading.thenReturn(end);
        return request;
    }

    @Test
    void aBodyIsWholeAndCountedWhetherItsLengthIsKnownOrNot() throws IOException {
        long seed = Long.getLong("pesadb.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            byte[] all = new byte[round == 0 ? 0 : round == 1 ? MOST : random.nextInt(MOST + 1)];
            random.nextBytes(all);
            int cut = random.nextInt(all.length + 1);
            byte[] first = Arrays.copyOfRange(all, 0, cut);
            byte[] second = Arrays.copyOfRange(all, cut, all.length);
            for (long length : new long[] {all.length, -1}) {
                try (Bodies.Body body = bodies.json(request(length, Content.Chunk.EOF, first, second))) {
                    assertArrayEquals(all, body.bytes(), "seed " + seed);
                    assertEquals(all.length, bodies.held(), "seed " + seed);
                }
                assertEquals(0, bodies.held(), "seed " + seed);
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeWholeIsNotCountedAnyMore() {
        byte[] part = new byte[20_000];
        assertThrows(
                IOException.class, () -> bodies.json(request(50_000, Content.Chunk.from(new IOException()), part)));
        assertEquals(0, bodies.held());
        // Memory may end at any moment.
        assertThrows(OutOfMemoryError.class, () -> {
            Request request = request(-1, Content.Chunk.EOF, part);
            when(request.read())
                    .thenReturn(Content.Chunk.from(ByteBuffer.wrap(part), false))
                    .thenAnswer(asked -> {
                        throw new OutOfMemoryError();
                    });
            bodies.json(request);
        });
        assertEquals(0, bodies.held());
        Refusal tooLarge = assertThrows(
                Refusal.class, () -> bodies.json(request(-1, Content.Chunk.EOF, new byte[MOST], new byte[1])));
        assertEquals(413, tooLarge.status());
        assertEquals(0, bodies.held());
    }

    @Test
    void allBodiesTogetherTakeAPartOfMemoryAtMost() throws IOException {
        long together = Runtime.getRuntime().maxMemory() / 8;
        int most = (int) Math.min(together, 1 << 26);
        Bodies few = new Bodies(new Limits(most, 1, 60_000, 1, 1, 1));
        int opened = 0;
        Refusal refused = null;
        byte[] piece = new byte[most];
        while (refused == null && opened < together / most + 2) {
            try {
                assertEquals(
                        most, few.json(request(most, Content.Chunk.EOF, piece)).bytes().length);
                opened++;
            } catch (Refusal tooMany) {
                refused = tooMany;
            }
        }
        assertTrue(refused != null && refused.status() == 429, opened + " bodies");
        assertEquals((long) opened * most, few.held());
    }
}
