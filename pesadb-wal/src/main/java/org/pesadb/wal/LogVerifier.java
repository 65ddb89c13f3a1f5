package org.pesadb.wal;

import java.io.IOException;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;

/** Reads every committed record again, from the file, and goes on behind a damaged one. Only with the checkpoint's lock. */
final class LogVerifier {
    private final LogFile file;
    private final LogHeader header;
    private final PageIndex index;

    LogVerifier(LogFile file, LogHeader header, PageIndex index) {
        this.file = file;
        this.header = header;
        this.index = index;
    }

    /** Verifies the generation's records up to a position, the end of the newest visible commit. */
    void run(long end, Consumer<Log.Version> image, Consumer<Fault> found) {
        RecordWindow window = new RecordWindow(file, header);
        try {
            for (long at = header.base(); at < end; ) {
                int length = window.validLength(at);
                if (length > 0) {
                    version(window, at, length, image);
                    at += length;
                } else {
                    long next = window.next(at + LogFormat.ALIGNMENT, true, end);
                    next = next < 0 ? end : next;
                    found.accept(new Fault(
                            file.path().toString(),
                            -1,
                            null,
                            "no valid log record from position " + at + " to " + next + " (file offset "
                                    + header.offset(at) + ")"));
                    at = next;
                }
            }
        } catch (IOException failed) {
            throw FileFailures.of("verify", file.path(), failed);
        }
    }

    private void version(RecordWindow window, long at, int length, Consumer<Log.Version> image) throws IOException {
        int from = window.index(at, length);
        if (window.bytes().getInt(from + LogFormat.TYPE) != LogFormat.TYPE_PAGE) {
            return;
        }
        long page = window.bytes().getInt(from + LogFormat.PAGE) & 0xFFFF_FFFFL;
        if (index.contains(page, at)) {
            byte[] copy = new byte[header.pageBytes()];
            window.bytes().get(from + LogFormat.CONTENT, copy);
            image.accept(new Log.Version(page, at, copy));
        }
    }
}
