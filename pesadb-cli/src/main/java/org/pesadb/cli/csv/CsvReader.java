package org.pesadb.cli.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.input.Utf8;

/** Reads records one after another, straight from bytes, holding one record at a time. Of one thread. */
public final class CsvReader {
    private static final int BUFFER = 1 << 16;
    private static final int END = -1;

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] field = new byte[256];
    private int length;
    private long line = 1;
    private long recordLine;
    private boolean started;

    /**
     * @param in    the file's bytes; closed by whoever opened it
     * @param limit the longest field in bytes
     */
    public CsvReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * The line where the record last read, or refused, began.
     *
     * @return from 1
     */
    public long line() {
        return recordLine;
    }

    /**
     * Reads a record.
     *
     * @param fields is emptied, and filled with the record's fields, null for NULL; a blank line is one NULL
     * @return false at the end of the file
     * @throws PesaDbException SYNTAX, BAD_ENCODING, OUT_OF_MEMORY; {@link #line()} tells where
     * @throws IOException     where reading fails
     */
    public boolean next(List<String> fields) throws IOException {
        fields.clear();
        recordLine = line;
        int b = read();
        if (!started) {
            started = true;
            b = skipByteOrderMark(b);
        }
        if (b == END) {
            return false;
        }
        while (true) {
            length = 0;
            b = b == '"' ? quoted(fields) : unquoted(fields, b);
            if (b == '\r') {
                b = read();
                if (b != '\n') {
                    throw syntax("a carriage return outside of quotes");
                }
            }
            if (b == '\n') {
                line++;
                return true;
            }
            if (b == END) {
                return true;
            }
            b = read(); // behind the comma
        }
    }

    private int unquoted(List<String> fields, int first) throws IOException {
        if (first != END) {
            int from = at - 1;
            int i = from;
            while (i < end && !special(buffer[i])) {
                i++;
            }
            if (i < end && buffer[i] != '"') { // the field lies within the buffer, as nearly all do: no need to copy it
                fields.add(i == from ? null : text(buffer, from, i - from));
                at = i + 1;
                return buffer[i];
            }
        }
        int b = first;
        while (b != ',' && b != '\n' && b != '\r' && b != END) {
            if (b == '"') {
                throw syntax("a quote inside an unquoted field; quote the whole field and double the quote");
            }
            keep(b);
            b = read();
        }
        fields.add(length == 0 ? null : text(field, 0, length));
        return b;
    }

    private int quoted(List<String> fields) throws IOException {
        while (true) {
            int b = read();
            if (b == END) {
                throw syntax("the record that begins here has a quote that is never closed");
            }
            if (b == '"') {
                b = read();
                if (b != '"') {
                    fields.add(text(field, 0, length));
                    if (b != ',' && b != '\n' && b != '\r' && b != END) {
                        throw syntax("characters between a closing quote and the next comma");
                    }
                    return b;
                }
            }
            if (b == '\n') {
                line++;
            }
            keep(b);
        }
    }

    private int skipByteOrderMark(int first) throws IOException {
        if (first == 0xEF && end - at >= 2 && buffer[at] == (byte) 0xBB && buffer[at + 1] == (byte) 0xBF) {
            at += 2;
            return read();
        }
        return first;
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, BUFFER));
            if (end == 0) {
                return END;
            }
        }
        return buffer[at++] & 0xFF;
    }

    private void keep(int b) {
        if (length == field.length) {
            if (length >= limit) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_MEMORY,
                        "a field of more than " + limit
                                + " bytes does not fit into memory; give Java more with PESADB_JAVA_OPTS=-Xmx...");
            }
            field = Arrays.copyOf(field, (int) Math.min(limit, 2L * length));
        }
        field[length++] = (byte) b;
    }

    private static boolean special(byte b) {
        return b == ',' || b == '\n' || b == '\r' || b == '"';
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = Utf8.decode(bytes, from, length);
        if (text == null) {
            throw new PesaDbException(ErrorCode.BAD_ENCODING, "not valid UTF-8");
        }
        return text;
    }

    private static PesaDbException syntax(String message) {
        return new PesaDbException(ErrorCode.SYNTAX, message);
    }
}
