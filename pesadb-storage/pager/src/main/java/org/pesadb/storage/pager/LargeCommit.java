package org.pesadb.storage.pager;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.spi.Log;

/**
 * Appends a transaction that is larger than its memory: in order of page numbers, some pages at a time, the commit record with the last.
 * Each page goes to the log once, in its last state; a crash or failure before the commit record leaves records that never count.
 * Of the thread that holds the writer's place.
 */
final class LargeCommit {
    /** How many pages are in memory at most for this, beside those that are there anyway: never more than those. */
    private static final int MOST_CHUNK_PAGES = 256;

    private final Log log;
    private final LogAnswers answers;
    private final long transaction;
    private final DirtyPages dirty;
    private long logged;

    /**
     * @param answers     judges what the log does
     * @param transaction its id
     * @param dirty       its changes; the states in memory are sealed where they are
     */
    LargeCommit(Log log, LogAnswers answers, long transaction, DirtyPages dirty) {
        this.log = log;
        this.answers = answers;
        this.transaction = transaction;
        this.dirty = dirty;
    }

    long transaction() {
        return transaction;
    }

    /** A state out of the file, on its way from there to the log. */
    private record Spilled(long id, byte[] image) implements SealedImage {
        @Override
        public byte[] seal(long at) {
            PageFormat.seal(id, at, image);
            return image;
        }

        @Override
        public long position() {
            return PageFormat.position(id, image);
        }
    }

    /**
     * Appends all of it.
     *
     * @param root          page 0, where it changes; else null
     * @param databasePages as the log wants it
     * @return where the commit ends
     * @throws org.pesadb.api.PesaDbException CORRUPT, DISK_FULL, IO: nothing of the transaction counts
     */
    long append(DirtyPage root, long databasePages) {
        long[] ids = dirty.changedIds();
        int most = Math.min(MOST_CHUNK_PAGES, dirty.memory().budget());
        List<SealedImage> chunk = new ArrayList<>(most + 1);
        if (root != null) {
            chunk.add(root);
        }
        DirtyPage[] states = new DirtyPage[most];
        byte[][] images = new byte[most][];
        for (int from = 0; from < ids.length; from += most) {
            if (from > 0) {
                log.append(transaction, chunk);
                logged += chunk.size();
                answers.requireAppended(chunk);
                chunk.clear();
            }
            int count = Math.min(most, ids.length - from);
            for (int i = 0; i < count; i++) {
                states[i] = dirty.get(ids[from + i]);
            }
            dirty.memory().fetch(states, count, images);
            for (int i = 0; i < count; i++) {
                chunk.add(images[i] == null ? states[i] : new Spilled(states[i].id(), images[i]));
            }
        }
        long end = log.commit(transaction, chunk, databasePages);
        logged += chunk.size();
        answers.requireCommitted(end, chunk);
        return end;
    }

    /**
     * How many pages the log has of it.
     *
     * @return also after a failure
     */
    long logged() {
        return logged;
    }
}
