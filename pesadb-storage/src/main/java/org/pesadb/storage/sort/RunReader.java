package org.pesadb.storage.sort;

import org.pesadb.api.internal.TemporaryFile;
import org.pesadb.storage.spill.BlockReader;
import org.pesadb.storage.spill.BlockWriter;

/** Reads a run; after {@link #next} the record and the prefix of its key are there to be looked at. Of one thread. */
final class RunReader {
    final Record record = new Record();
    long prefix;

    private final BlockReader blocks;
    private final KeyOrder order;
    private int next;
    private int end;

    RunReader(TemporaryFile file, RunFile.Run run, KeyOrder order, boolean kept) {
        this.blocks = new BlockReader(file, run.from(), run.to(), run.longest(), kept);
        this.order = order;
    }

    boolean next() {
        if (next == end) {
            if (!blocks.next()) {
                return false;
            }
            next = BlockWriter.HEADER_BYTES;
            end = blocks.length();
        }
        next = record.at(blocks.block(), next);
        prefix = order.prefix(record.bytes, record.keyAt, record.keyLength);
        return true;
    }
}
