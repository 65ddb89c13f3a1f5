package org.pesadb.it.asserting;

import java.util.Arrays;
import org.pesadb.api.spi.Index;

/** Entries for a build that are found out about: whether they are entries, and in the order that they are said to be in. Of one thread. */
final class AssertingEntries implements Index.EntrySource {
    private final Index.EntrySource entries;
    private final String name;
    private final boolean sorted;
    private byte[] lastKey;
    private long lastRow;

    AssertingEntries(Index.EntrySource entries, String name) {
        this.entries = entries;
        this.name = name;
        sorted = entries.sorted();
    }

    private void require(boolean kept, String otherwise) {
        Misuse.unless(kept, "building the index on " + name + ", " + otherwise);
    }

    @Override
    public boolean next() {
        require(entries.sorted() == sorted, "the entries are sorted at one time and not at another");
        if (!entries.next()) {
            return false;
        }
        byte[] key = entries.key();
        long row = entries.row();
        require(key != null, "a key is null");
        require(row >= 0, "row " + row + " is given, which is no row");
        if (sorted) {
            int keys = lastKey == null ? -1 : Arrays.compareUnsigned(lastKey, key);
            require(
                    keys < 0 || keys == 0 && lastRow < row,
                    "entries are said to be sorted, but row " + row + " is not");
            lastKey = key.clone();
            lastRow = row;
        }
        return true;
    }

    @Override
    public byte[] key() {
        return entries.key();
    }

    @Override
    public long row() {
        return entries.row();
    }

    @Override
    public boolean sorted() {
        return sorted;
    }
}
