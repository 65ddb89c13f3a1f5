package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.LogContext;

/**
 * Finds out what in a file is committed: reads record after record up to the first that is not valid. Is that where a crash tore the end off,
 * or is it damage? A record further on whose mark lies beyond it was written when all of this had reached the disk already: then it is damage, and nobody
 * may go on as if the commits behind it had never been.
 */
final class Recovery {
    private static final int STEP = 16; // every record is a multiple of it long

    private final LogContext context;
    private final LogFile file;
    private final VersionIndex index = new VersionIndex();
    private final List<long[]> pending = new ArrayList<>();
    private long pendingOf;
    private Point newest;
    private long transaction;
    private long end;
    private long marked;
    private boolean empty;

    Recovery(LogContext context, LogFile file) {
        this.context = context;
        this.file = file;
        newest = new Point(file.header().base(), file.header().transaction(), file.header().pages());
        transaction = newest.transaction();
    }

    void run() {
        read((page, position) -> {}, Long.MAX_VALUE);
        try {
            long length = file.end();
            long proof = proofBehind(end, length);
            if (proof != 0) {
                throw new CorruptException(context.path() + ": what was written at " + end
                        + " is damaged, and it was complete, as the record at " + proof
                        + " proves: commits behind it would be lost; restore a backup");
            }
            empty = length == file.header().base();
            if (!context.readOnly()) {
                makeDurable();
            }
        } catch (IOException failed) {
            throw FileFailures.of("recover", context.path(), failed);
        }
    }

    /**
     * Reads all records up to the first that is not valid.
     *
     * @param committed is given the page and the position of each version that is committed
     * @param limit     stop at this position
     */
    void read(BiConsumer<Long, Long> committed, long limit) {
        ByteBuffer buffer = file.buffer();
        end = file.header().base();
        marked = end;
        LogRecord record = file.record(buffer, end);
        while (record != null && record.position() <= limit) {
            end = record.position();
            marked = Math.max(marked, record.mark());
            transaction = Math.max(transaction, record.transaction());
            take(record, committed);
            record = file.record(buffer, end);
        }
    }

    private void take(LogRecord record, BiConsumer<Long, Long> committed) {
        switch (record.kind()) {
            case PAGE -> {
                if (record.transaction() != pendingOf) { // the one before was abandoned
                    pending.clear();
                    pendingOf = record.transaction();
                }
                pending.add(new long[] {record.subject(), record.position()});
            }
            case COMMIT -> {
                if (record.transaction() == pendingOf) {
                    for (long[] version : pending) {
                        index.add(version[0], version[1]);
                        committed.accept(version[0], version[1]);
                    }
                }
                pending.clear();
                newest = new Point(record.position(), record.transaction(), record.subject());
            }
            case MARK -> pending.clear();
        }
    }

    /** Looks for a record that proves that a position had reached the disk; returns where it is, or 0. */
    private long proofBehind(long position, long length) {
        ByteBuffer buffer = file.buffer();
        for (long at = position; at + LogRecord.BYTES <= length; at += STEP) {
            LogRecord record = file.record(buffer, at);
            if (record != null && record.mark() > position) {
                return at;
            }
        }
        return 0;
    }

    /**
     * What is valid may stand in the memory of the system alone, as a force that failed leaves it: it is written once more and forced. So may the
     * file's name, where the process ended within a cut.
     */
    private void makeDurable() throws IOException {
        context.files().forceFolder(context.path().toAbsolutePath().getParent());
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        for (long at = marked; at < end; at += chunk.capacity()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
            file.read(chunk, at);
            file.write(chunk.flip(), at);
        }
        file.force();
    }

    VersionIndex index() {
        return index;
    }

    /** The newest commit. */
    Point newest() {
        return newest;
    }

    /** The greatest id of a transaction that was found, committed or not. */
    long transaction() {
        return transaction;
    }

    /** Behind the last valid record. */
    long end() {
        return end;
    }

    /** Whether nothing was ever written behind the header. */
    boolean isEmpty() {
        return empty;
    }
}
