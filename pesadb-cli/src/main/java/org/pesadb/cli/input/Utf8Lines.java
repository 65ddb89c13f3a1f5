package org.pesadb.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Lines of a stream of UTF-8, whatever the locale. A byte order mark at its start is skipped. A line that is no UTF-8, or
 * longer than a limit, carries a fault; the limit bounds the memory that it takes to find that out.
 */
public final class Utf8Lines implements Lines {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String name;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[256];
    private int length;
    private boolean tooLong;
    private long number;

    /**
     * @param in    is closed with this
     * @param name  what it is, for error messages
     * @param limit the longest line in bytes
     */
    public Utf8Lines(InputStream in, String name, int limit) {
        this.in = in;
        this.name = name;
        this.limit = limit;
    }

    /**
     * How long a line may be so that the command in it can be run: it is held several times while it is decoded, cut into
     * tokens, encoded as a row and logged.
     *
     * @return bytes; an eighth of the heap, at most 1 GiB
     */
    public static int limitOfHeap() {
        return (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 8);
    }

    @Override
    public Line next(boolean continued) throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int feed = indexOfLineFeed();
            append(feed < 0 ? end : feed);
            if (feed >= 0) {
                at = feed + 1;
                return line();
            }
            at = end;
        }
        return any ? line() : null;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, BUFFER));
        return end > 0;
    }

    private int indexOfLineFeed() {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void append(int until) {
        int more = until - at;
        if (tooLong || more > limit - length) {
            tooLong = true;
            return;
        }
        if (length + more > line.length) {
            try {
                line = Arrays.copyOf(line, (int) Math.min(limit, Math.max(2L * line.length, length + more)));
            } catch (OutOfMemoryError full) {
                tooLong = true; // an open transaction may have most of the heap: the next line may be its ROLLBACK
                return;
            }
        }
        System.arraycopy(buffer, at, line, length, more);
        length += more;
    }

    private Line line() {
        number++;
        if (tooLong) {
            return tooLong(
                    length + BUFFER < limit
                            ? " does not fit into what is left of the heap"
                            : " is longer than " + limit + " bytes, an eighth of the heap");
        }
        try {
            return decoded();
        } catch (OutOfMemoryError full) {
            return tooLong(" does not fit into what is left of the heap");
        }
    }

    private Line tooLong(String why) {
        line = new byte[256];
        return new Line(
                "",
                new PesaDbException(
                        ErrorCode.OUT_OF_MEMORY,
                        name + " line " + number + why + "; give Java more with PESADB_JAVA_OPTS=-Xmx..."));
    }

    private Line decoded() {
        int from =
                number == 1 && length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF
                        ? 3
                        : 0;
        String text = Utf8.decode(line, from, length - from);
        Line result = text != null
                ? new Line(text, null)
                : new Line(
                        new String(line, from, length - from, StandardCharsets.UTF_8),
                        new PesaDbException(ErrorCode.BAD_ENCODING, name + " line " + number + " is not valid UTF-8"));
        if (line.length > BUFFER) {
            line = new byte[256]; // one long line must not cost its memory for ever
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
