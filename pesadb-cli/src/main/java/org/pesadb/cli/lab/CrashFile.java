package org.pesadb.cli.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file as programs see it, and as the device has it. Guarded by its disk. */
final class CrashFile {
    private static final int SECTOR_BYTES = 512;

    private final Content now;
    private final Content forced;
    private final List<Change> waiting = new ArrayList<>();

    /**
     * Not forced yet.
     *
     * @param position the first byte written, or the length after a cut
     * @param bytes    what was written, never changed; null for a cut
     */
    private record Change(long position, byte[] bytes) {
        void on(Content content) {
            if (bytes == null) {
                content.cut(position);
            } else {
                content.write(position, bytes);
            }
        }

        /** Its first half, or its second. */
        void halfOn(Content content, boolean first) {
            int from = first ? 0 : half();
            int to = first ? half() : bytes.length;
            if (from < to) {
                content.write(position + from, Arrays.copyOfRange(bytes, from, to));
            }
        }

        /** Where the halves meet: where a sector ends, and not a page, so that one is torn. What is a single sector has no first half. */
        private int half() {
            int half = bytes.length / 2 / SECTOR_BYTES * SECTOR_BYTES;
            boolean betweenPages = (position + half) % Content.BLOCK_BYTES == 0;
            return betweenPages && half > 0 ? half + Content.BLOCK_BYTES / 2 : half;
        }
    }

    private CrashFile(Content now, Content forced) {
        this.now = now;
        this.forced = forced;
    }

    /** An empty file. */
    static CrashFile empty() {
        return new CrashFile(new Content(), new Content());
    }

    /** A file of which the device has everything. */
    static CrashFile of(Content content) {
        return new CrashFile(content, content.copy());
    }

    /** The same, with what waits to be forced. */
    CrashFile copy() {
        CrashFile copy = new CrashFile(now.copy(), forced.copy());
        copy.waiting.addAll(waiting);
        return copy;
    }

    /** As programs see it; to read only. */
    Content now() {
        return now;
    }

    /** What the device has for certain; to read only. */
    Content forced() {
        return forced;
    }

    /** Writes; the bytes are not changed any more. */
    void write(long position, byte[] bytes) {
        change(new Change(position, bytes));
    }

    void cut(long to) {
        change(new Change(to, null));
    }

    private void change(Change change) {
        change.on(now);
        waiting.add(change);
    }

    void force() {
        waiting.forEach(change -> change.on(forced));
        waiting.clear();
    }

    /** How many writes and cuts wait to be forced. */
    int waiting() {
        return waiting.size();
    }

    /** How many bytes were written and not forced. */
    long waitingBytes() {
        return waiting.stream()
                .mapToLong(change -> change.bytes == null ? 0 : change.bytes.length)
                .sum();
    }

    /** As the device may have it after a loss of power. */
    CrashFile after(Unforced unforced) {
        Content left = forced.copy();
        if (unforced != Unforced.LOST) {
            int last = unforced == Unforced.KEPT ? -1 : lastWrite();
            for (int i = 0; i < waiting.size(); i++) {
                if (i == last) {
                    waiting.get(i).halfOn(left, unforced == Unforced.TORN);
                } else {
                    waiting.get(i).on(left);
                }
            }
        }
        return of(left);
    }

    private int lastWrite() {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).bytes != null) {
                return i;
            }
        }
        return -1;
    }
}
