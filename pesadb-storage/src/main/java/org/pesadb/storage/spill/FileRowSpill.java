package org.pesadb.storage.spill;

import org.pesadb.api.Row;
import org.pesadb.api.internal.TemporaryFile;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/**
 * Rows put aside in a temporary file, as {@link RowFormat} writes them. There is no file before the buffer is full; what is in the
 * buffer is read from there. Of one thread.
 */
public final class FileRowSpill implements RowSpill {
    /** How much is gathered before it is written. */
    static final int BLOCK_BYTES = 32 << 10;

    private final StatementFiles files;
    private final TemporaryFile file;
    private final RowFormat format;
    private ByteSink bytes = new ByteSink();
    private final BlockWriter writer;
    private long rows;

    private boolean reading;

    /**
     * Empty.
     *
     * @param files  gives the file
     * @param width   the number of values in a row
     * @param columns positions of the values that are kept, ascending
     */
    public FileRowSpill(StatementFiles files, int width, int[] columns) {
        this.files = files;
        this.file = files.open("rows", "rows put aside");
        this.format = new RowFormat(width, columns);
        this.writer = new BlockWriter(file, 0, BLOCK_BYTES);
    }

    @Override
    public void add(Row row) {
        if (reading) {
            throw new IllegalStateException("rows are read already");
        }
        bytes.clear();
        format.write(format.buffer(row), bytes);
        if (bytes.length() == 0) {
            rows++; // no value is kept: how many there are says all
            return;
        }
        byte[] block = writer.room(bytes.length());
        System.arraycopy(bytes.bytes(), 0, block, writer.length(), bytes.length());
        writer.wrote(writer.length() + bytes.length());
        rows++;
        if (bytes.length() > BLOCK_BYTES) {
            writer.flush(); // one long row is no reason to keep so much: there may be a hundred spills beside this one
            bytes = new ByteSink();
            format.forget();
        }
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return writer.written() + (writer.length() > BlockWriter.HEADER_BYTES ? writer.length() : 0);
    }

    @Override
    public long memoryBytes() {
        return writer.memoryBytes() + bytes.bytes().length;
    }

    @Override
    public RowStream read() {
        reading = true;
        return new Reading(new BlockReader(file, 0, writer.written(), writer.longestBlock(), true));
    }

    @Override
    public void close() {
        files.close(file);
    }

    /** Once through: the blocks of the file, then the buffer. */
    private final class Reading implements RowStream {
        private final BlockReader blocks;
        private final RowBuffer row = new RowBuffer(format.width());
        private byte[] block = {};
        private int at;
        private int stop;
        private long left = rows;
        private boolean closed;

        Reading(BlockReader blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean next() {
            if (left == 0 || closed) {
                return false;
            }
            left--;
            if (at == stop && bytes() > 0) {
                turn();
            }
            at = format.read(block, at, row);
            return true;
        }

        private void turn() {
            at = BlockWriter.HEADER_BYTES;
            if (blocks.next()) {
                block = blocks.block();
                stop = blocks.length();
            } else {
                block = writer.buffered();
                stop = writer.length();
            }
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            closed = true;
            block = new byte[0];
        }
    }
}
