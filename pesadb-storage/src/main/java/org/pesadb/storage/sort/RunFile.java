package org.pesadb.storage.sort;

import org.pesadb.api.internal.TemporaryFile;
import org.pesadb.storage.spill.BlockWriter;
import org.pesadb.storage.spill.StatementFiles;

/** A file of runs, one behind another; it is deleted when the last of them is not needed any more. Of one thread. */
final class RunFile {
    private final StatementFiles files;
    private final TemporaryFile file;
    private long end;
    private int runs;

    RunFile(StatementFiles files) {
        this.files = files;
        this.file = files.open("sort", "a sorted run");
    }

    /**
     * Part of a file.
     *
     * @param holder  which
     * @param from    its first block
     * @param to      behind its last block
     * @param longest the length of its longest block
     * @param records how many it has
     */
    record Run(RunFile holder, long from, long to, int longest, long records) {
        RunReader read(KeyOrder order, boolean kept) {
            return new RunReader(holder.file, this, order, kept);
        }

        /** Says that nobody reads it any more. */
        void release() {
            holder.runs--;
            if (holder.runs == 0) {
                holder.close();
            }
        }
    }

    /** Writes records as a run behind the others. */
    Run write(Records records, int blockBytes, RunProgress progress) {
        BlockWriter writer = new BlockWriter(file, end, blockBytes);
        long count = 0;
        while (records.next()) {
            int length = Record.length(records.keyLength(), records.payloadLength());
            byte[] block = writer.room(length);
            writer.wrote(Record.write(
                    block,
                    writer.length(),
                    records.keyBytes(),
                    records.keyAt(),
                    records.keyLength(),
                    records.payloadBytes(),
                    records.payloadAt(),
                    records.payloadLength()));
            count++;
            progress.wrote();
        }
        long from = end;
        end = writer.flush();
        runs++;
        return new Run(this, from, end, writer.longestBlock(), count);
    }

    void close() {
        files.close(file);
    }

    /** Is told of every record. */
    @FunctionalInterface
    interface RunProgress {
        void wrote();
    }
}
