package org.pesadb.it.contract;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/** What a join may use, with spills in real files, so that rows put aside are not in the heap. Counts, and fails when told to. Of one thread. */
final class JoinRoom implements JoinContext {
    private static final int BUFFER = 8 << 10;

    private final long memoryBytes;
    private long checks;
    private long cancelAt = -1;
    private long calls;
    private long failAt = -1;
    private RuntimeException failure;
    private int open;
    private long aside;
    private Runnable checking = () -> {};

    JoinRoom(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /** Throws at a call of {@link #checkCancelled}, from 1, and at every later one. */
    JoinRoom cancellingAt(long check, RuntimeException how) {
        cancelAt = check;
        failure = how;
        return this;
    }

    /** Throws at one call that makes, fills or reads a spill, from 1. */
    JoinRoom failingAt(long call, RuntimeException how) {
        failAt = call;
        failure = how;
        return this;
    }

    JoinRoom onCheck(Runnable listener) {
        checking = listener;
        return this;
    }

    long checks() {
        return checks;
    }

    /** How often spills were called. */
    long calls() {
        return calls;
    }

    /** How many spills, and streams of them, are not closed. */
    int open() {
        return open;
    }

    /** How many rows were put aside. */
    long aside() {
        return aside;
    }

    @Override
    public long memoryBytes() {
        return memoryBytes;
    }

    @Override
    public void checkCancelled() {
        checks++;
        checking.run();
        if (cancelAt >= 0 && checks >= cancelAt) {
            throw failure;
        }
    }

    @Override
    public RowSpill spill(int width, int[] columns) {
        call();
        return new Spill(width, columns.clone());
    }

    private void call() {
        if (++calls == failAt) {
            throw failure;
        }
    }

    /** Rows in a temporary file. */
    private final class Spill implements RowSpill {
        private final int width;
        private final int[] columns;
        private Path file;
        private DataOutputStream out;
        private long rows;
        private boolean reading;
        private boolean closed;

        Spill(int width, int[] columns) {
            this.width = width;
            this.columns = columns;
            open++;
        }

        private void use() {
            call();
            if (closed) {
                throw new IllegalStateException("a spill was used after it had been closed");
            }
        }

        @Override
        public void add(Row row) {
            use();
            if (out == null && reading) {
                throw new IllegalStateException("a row was added to a spill that is read already");
            }
            try {
                if (file == null) {
                    file = Files.createTempFile("join", ".rows");
                    out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
                }
                for (int column : columns) {
                    write(row, column);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            rows++;
            aside++;
        }

        private void write(Row row, int column) throws IOException {
            Object value = row.get(column);
            if (value instanceof Long number) {
                out.writeInt(-2);
                out.writeLong(number);
            } else if (value == null) {
                out.writeInt(-1);
            } else {
                byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public long bytes() {
            return out == null ? 0 : out.size();
        }

        @Override
        public long memoryBytes() {
            return 2 * BUFFER;
        }

        @Override
        public RowStream read() {
            use();
            reading = true;
            try {
                if (out != null) {
                    out.close();
                    out = null;
                }
                return new Reading(
                        file == null
                                ? null
                                : new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)),
                        width,
                        columns,
                        rows);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            open--;
            try {
                if (out != null) {
                    out.close();
                }
                if (file != null) {
                    Files.delete(file);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** Once through the rows of a file. */
    private final class Reading implements RowStream {
        private final DataInputStream in;
        private final int[] columns;
        private final RowBuffer row;
        private long left;
        private boolean closed;

        Reading(DataInputStream in, int width, int[] columns, long rows) {
            this.in = in;
            this.columns = columns;
            row = new RowBuffer(width);
            left = rows;
            open++;
        }

        @Override
        public boolean next() {
            call();
            if (closed) {
                throw new IllegalStateException("rows of a spill were asked for after closing");
            }
            row.clear();
            if (left == 0) {
                return false;
            }
            left--;
            try {
                for (int column : columns) {
                    int length = in.readInt();
                    if (length == -2) {
                        row.setLong(column, in.readLong());
                    } else if (length >= 0) {
                        row.setUtf8(column, in.readNBytes(length), 0, length);
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return true;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            open--;
            try {
                if (in != null) {
                    in.close();
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
