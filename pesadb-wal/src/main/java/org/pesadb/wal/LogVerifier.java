package org.pesadb.wal;

import java.io.IOException;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;

/** Reads every committed record again, from the file, and goes on behind a damaged one. Only with the checkpoint's lock. */
final class LogVerifier {
    private final LogFile file;
    private final LogHeader header;
    private final PageIndex index;
    private final RecordWindow window;
    private final Consumer<Log.Version> image;
    private final Consumer<Fault> found;
    private long reading;

    LogVerifier(LogFile file, LogHeader header, PageIndex index, Consumer<Log.Version> image, Consumer<Fault> found) {
        this.file = file;
        this.header = header;
        this.index = index;
        this.window = new RecordWindow(file, header);
        this.image = image;
        this.found = found;
    }

    /** Verifies the carried records, and the others up to a position, the end of the newest visible commit. */
    void run(long end) {
        try {
            carried();
            others(end);
        } catch (IOException failed) {
            PesaDbException told = FileFailures.of("read from position " + reading + " on", file.path(), failed);
            found.accept(new Fault(file.path().toString(), -1, null, told.getMessage()));
        }
    }

    private void carried() throws IOException {
        int length = LogFormat.carriedLength(header.pageBytes());
        for (long at = header.base(); at < header.start(); at += length) {
            reading = at;
            if (window.isCarried(at)) {
                int from = window.index(at, length);
                version(from, window.bytes().getLong(from + LogFormat.CARRIED_NAME), LogFormat.CARRIED_CONTENT);
            } else {
                fault(at, at + length);
            }
        }
    }

    private void others(long end) throws IOException {
        for (long at = header.start(); at < end; ) {
            reading = at;
            int length = window.validLength(at);
            if (length > 0) {
                int from = window.index(at, length);
                if (window.bytes().getInt(from + LogFormat.TYPE) == LogFormat.TYPE_PAGE) {
                    version(from, at, LogFormat.CONTENT);
                }
                at += length;
            } else {
                long next = window.next(at + LogFormat.ALIGNMENT, true, end);
                next = next < 0 ? end : next;
                fault(at, next);
                at = next;
            }
        }
    }

    /** Names the pages whose versions stood there; what is no version is a fault of the log alone. */
    private void fault(long from, long to) {
        String what = "no valid log record from position " + from + " to " + to + " (file offset " + header.offset(from)
                + ")";
        long[] pages = index.pages(from, to);
        for (long page : pages) {
            found.accept(new Fault(file.path().toString(), page, null, what));
        }
        if (pages.length == 0) {
            found.accept(new Fault(file.path().toString(), -1, null, what));
        }
    }

    private void version(int from, long name, int content) {
        long page = window.bytes().getInt(from + LogFormat.PAGE) & 0xFFFF_FFFFL;
        if (index.contains(page, name)) {
            byte[] copy = new byte[header.pageBytes()];
            window.bytes().get(from + content, copy);
            image.accept(new Log.Version(page, name, copy));
        }
    }
}
