package org.pesadb.it.asserting;

import org.pesadb.api.Row;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/** A spill that is held to giving back what was put into it, all of it and in its order. Of one thread. */
final class AssertingSpill implements RowSpill {
    private final AssertingJoin join;
    private final RowSpill spill;
    private final int width;
    private final int[] columns;
    private long added;
    private long hash;

    AssertingSpill(AssertingJoin join, RowSpill spill, int width, int[] columns) {
        this.join = join;
        this.spill = spill;
        this.width = width;
        this.columns = columns.clone();
    }

    private long hash(long before, Row row) {
        long next = before;
        for (int column : columns) {
            Object value = row.get(column);
            next = next * 31 + (value == null ? 7 : value.hashCode());
        }
        return next;
    }

    @Override
    public void add(Row row) {
        hash = hash(hash, row);
        spill.add(row);
        added++;
        Misuse.unless(join, spill.rows() == added, "a spill of " + added + " rows says that it has " + spill.rows());
    }

    @Override
    public long rows() {
        return spill.rows();
    }

    @Override
    public long bytes() {
        return spill.bytes();
    }

    @Override
    public long memoryBytes() {
        long bytes = spill.memoryBytes();
        Misuse.unless(join, bytes >= 0, "a spill takes " + bytes + " bytes of memory");
        return bytes;
    }

    @Override
    public RowStream read() {
        RowStream rows = spill.read();
        return new RowStream() {
            private long read;
            private long hashOfRead;

            @Override
            public boolean next() {
                boolean more = rows.next();
                if (more) {
                    read++;
                    hashOfRead = hash(hashOfRead, rows.row());
                    Misuse.unless(
                            join, rows.row().size() == width, "a spill of width " + width + " gives " + rows.row());
                } else {
                    Misuse.unless(
                            join,
                            read == added && hashOfRead == hash,
                            "a spill of " + added + " rows gave back " + read + ", or others");
                }
                return more;
            }

            @Override
            public Row row() {
                return rows.row();
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }

    @Override
    public void close() {
        spill.close();
    }
}
