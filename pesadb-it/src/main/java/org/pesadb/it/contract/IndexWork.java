package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.RowIdCursor;

/** A transaction on an index, and beside it the same on a model. Of one thread; ends with {@link #commit()} or {@link #rollback()}. */
final class IndexWork {
    private static final byte SCRIBBLE = (byte) 0xEE;

    private final IndexCase index;
    private final PageTransaction transaction;
    private final CountedPages pages;
    private IndexModel model;
    private boolean dropped;
    private int savepoint;
    private IndexModel atSavepoint;

    IndexWork(IndexCase index, PageTransaction transaction, CountedPages pages) {
        this.index = index;
        this.transaction = transaction;
        this.pages = pages;
        model = index.committed().copy();
    }

    IndexModel model() {
        return model;
    }

    PageTransaction transaction() {
        return transaction;
    }

    CountedPages pages() {
        return pages;
    }

    /** Inserts what is not there yet, and finds out that a unique index takes a key once. */
    void insert(byte[] key, long row) {
        if (model.has(key, row)) {
            return;
        }
        boolean wanted = !index.definition().unique() || !model.has(key);
        byte[] given = key.clone();
        boolean taken = index.index().insert(pages, given, row);
        afterwards(key, given, "insert");
        assertEquals(
                wanted,
                taken,
                () -> "inserting row " + row + " of key " + IndexModel.name(key) + " into a"
                        + (index.definition().unique() ? " unique" : "n") + " index that has "
                        + model.rows(key).size() + " rows of it");
        if (taken) {
            model.add(key, row);
        }
    }

    /** Inserts a key that may be too long. */
    boolean insertLong(byte[] key, long row) {
        begin();
        try {
            insert(key, row);
        } catch (PesaDbException refused) {
            assertEquals(ErrorCode.OUT_OF_RANGE, refused.code(), () -> "refusing a key of " + key.length + " bytes");
            assertTrue(
                    refused.getMessage().chars().anyMatch(Character::isDigit),
                    () -> "what refuses a long key names the limit, unlike: " + refused.getMessage());
            pages.endCall();
            undo();
            return false;
        }
        keep();
        return true;
    }

    /** Deletes what is there, or tries to. */
    void delete(byte[] key, long row) {
        boolean there = model.has(key, row);
        byte[] given = key.clone();
        boolean deleted = index.index().delete(pages, given, row);
        afterwards(key, given, "delete");
        assertTrue(
                deleted || !there,
                () -> "deleting row " + row + " of key " + IndexModel.name(key) + ", which is there, gives false");
        model.remove(key, row);
    }

    private void afterwards(byte[] key, byte[] given, String call) {
        requireUnwritten(key, given, call);
        Arrays.fill(given, SCRIBBLE);
        pages.endCall();
        index.changed();
    }

    /** Finds out whether a key that was given was written to. */
    static void requireUnwritten(byte[] key, byte[] given, String call) {
        assertArrayEquals(key, given, () -> "the key given to " + call + " was written to");
    }

    void find(byte[] key) {
        IndexReads.find(index.index(), pages, model, key);
        pages.endCall();
    }

    void range(byte[] from, byte[] to) {
        IndexReads.range(index.index(), pages, model, from, to);
        pages.endCall();
    }

    void estimate(byte[] from, byte[] to) {
        IndexReads.estimate(index.index(), pages, from, to);
        pages.endCall();
    }

    /** A row of each key in turn; and of the first one, once more, the first row alone. */
    void findInTurns(List<byte[]> keys) {
        List<RowIdCursor> cursors =
                keys.stream().map(key -> index.index().find(pages, key)).toList();
        List<Set<Long>> found =
                keys.stream().map(key -> (Set<Long>) new HashSet<Long>()).toList();
        int most = keys.stream().mapToInt(key -> model.rows(key).size()).max().orElse(0);
        for (int i = 0; i < most; i++) {
            for (int which = 0; which < keys.size(); which++) {
                if (i < model.rows(keys.get(which)).size()) {
                    found.get(which).add(cursors.get(which).next());
                }
            }
            assertTrue(
                    model.has(
                            keys.get(0), index.index().find(pages, keys.get(0)).next()),
                    "the first row of a key");
        }
        for (int which = 0; which < keys.size(); which++) {
            byte[] key = keys.get(which);
            assertEquals(model.rows(key), found.get(which), () -> "rows of key " + IndexModel.name(key) + " in turns");
            assertEquals(RowIdCursor.END, cursors.get(which).next(), "behind the last row");
        }
        pages.endCall();
    }

    void findAll() {
        model.keys().forEach(this::find);
    }

    void maintain() {
        index.index().maintain(pages);
        pages.endCall();
    }

    /** Lets pages leave memory, as the engine does after each row. */
    void releasePages() {
        transaction.releasePages();
    }

    void begin() {
        savepoint = transaction.savepoint();
        atSavepoint = model.copy();
    }

    boolean hasBegun() {
        return atSavepoint != null;
    }

    void undo() {
        transaction.rollbackTo(savepoint);
        pages.forgetGivenBack();
        model = atSavepoint;
        atSavepoint = null;
    }

    void keep() {
        transaction.release(savepoint);
        atSavepoint = null;
    }

    /** Drops the index. */
    void drop() {
        index.index().drop(pages);
        pages.endCall();
        model = new IndexModel();
        dropped = true;
    }

    /** Commits as the engine does. */
    void commit() {
        if (!dropped) {
            maintain();
        }
        transaction.commit();
        index.committed(model);
    }

    void rollback() {
        transaction.rollback();
    }
}
