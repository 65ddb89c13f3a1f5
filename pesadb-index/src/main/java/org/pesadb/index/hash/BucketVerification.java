package org.pesadb.index.hash;

import java.util.Arrays;
import java.util.BitSet;
import org.pesadb.api.spi.Index.EntryConsumer;
import org.pesadb.api.spi.Page;

/** Verifies pages of entries, of the index's own tree or of a heavy key's. */
final class BucketVerification {
    private final Verification verification;
    private final Pages pages;
    private final boolean unique;
    private final byte[] heavyKey;
    private final EntryConsumer entries;

    /** @param heavyKey the key whose tree it is, or null for the index's own */
    BucketVerification(Verification verification, Pages pages, boolean unique, byte[] heavyKey, EntryConsumer entries) {
        this.verification = verification;
        this.pages = pages;
        this.unique = unique;
        this.heavyKey = heavyKey;
        this.entries = entries;
    }

    void verify(Page page, long prefix, int depth) {
        if (Bucket.count(page) == 0 && Node.kind(page) == Node.CHAINED) {
            verification.fault(page.id(), "an empty page in a chain");
        }
        BitSet taken = new BitSet();
        int live = 0;
        for (int slot = 0; slot < Bucket.count(page); slot++) {
            int at = Bucket.offset(page, slot);
            int size = at < page.size() ? sizeOf(page, at) : 0;
            if (at < Bucket.heap(page) || size == 0 || at + size > page.size()) {
                verification.fault(page.id(), "entry " + slot + " lies outside");
                continue;
            }
            if (taken.get(at, at + size).cardinality() > 0) {
                verification.fault(page.id(), "entry " + slot + " lies over another one");
            }
            taken.set(at, at + size);
            live += size;
            if (slot > 0 && Bucket.fingerprint(page, slot - 1) > Bucket.fingerprint(page, slot)) {
                verification.fault(page.id(), "entry " + slot + " is out of order");
            }
            int number = slot;
            verification.guarded(page.id(), () -> {
                verifyPlace(page, number, prefix, depth);
                if (heavyKey == null) {
                    verifyKey(page, number);
                } else {
                    verifyRow(page, number);
                }
            });
        }
        if (live != Bucket.live(page)) {
            verification.fault(page.id(), "entries of " + live + " bytes, where its head says " + Bucket.live(page));
        }
    }

    private static int sizeOf(Page page, int at) {
        try {
            return Entry.size(page, at);
        } catch (IndexOutOfBoundsException e) {
            // Its first bytes are beyond the page: no entry has this size.
            return 0;
        }
    }

    private void verifyPlace(Page page, int slot, long prefix, int depth) {
        long hash = Entry.hash(pages, page, Bucket.offset(page, slot));
        if (Bucket.fingerprint(hash) != Bucket.fingerprint(page, slot)) {
            verification.fault(page.id(), "entry " + slot + " has the fingerprint of another key");
        }
        if (depth > 0 && (hash ^ prefix) >>> (Long.SIZE - depth) != 0) {
            verification.fault(page.id(), "entry " + slot + " belongs into another bucket");
        }
    }

    private void verifyKey(Page page, int slot) {
        int at = Bucket.offset(page, slot);
        byte[] key = Entry.key(page, at);
        if (Entry.isLong(page, at)) {
            key = LongKeys.read(pages, Entry.longPage(page, at), Entry.longLength(page, at), verification::claim);
            if (pages.hash(key, 0, key.length) != Entry.hash(pages, page, at)) {
                verification.fault(page.id(), "the long key of entry " + slot + " has another hash");
            }
        } else {
            verifyOnce(page, slot);
        }
        if (Entry.isHeavy(page, at)) {
            if (unique) {
                verification.fault(page.id(), "entry " + slot + " has many rows in a unique index");
            }
            verification.runNested(Entry.tree(page, at), key);
            return;
        }
        long[] rows = Entry.rows(page, at, 0);
        if (rows.length == 0 || unique && rows.length > 1) {
            verification.fault(page.id(), "entry " + slot + " has " + rows.length + " rows");
        }
        Arrays.sort(rows);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || i > 0 && rows[i] == rows[i - 1]) {
                verification.fault(page.id(), "entry " + slot + " has row " + rows[i] + " twice, or it is none");
            }
            entries.accept(key.clone(), rows[i]);
        }
    }

    private void verifyRow(Page page, int slot) {
        int at = Bucket.offset(page, slot);
        if (Entry.isHeavy(page, at) || Entry.rowCount(page, at) != 0) {
            verification.fault(page.id(), "entry " + slot + " is a row and has rows");
        }
        long row = Entry.keyAsRow(pages, page, at);
        verifyOnce(page, slot);
        if (row < 0) {
            verification.fault(page.id(), "entry " + slot + " is no row");
        } else {
            entries.accept(heavyKey, row);
        }
    }

    /** A key that stands twice has the same fingerprint both times. */
    private void verifyOnce(Page page, int slot) {
        int at = Bucket.offset(page, slot);
        int form = Entry.form(page, at);
        byte[] key = Entry.key(page, at);
        for (int other = slot - 1;
                other >= 0 && Bucket.fingerprint(page, other) == Bucket.fingerprint(page, slot);
                other--) {
            int otherAt = Bucket.offset(page, other);
            if (Entry.form(page, otherAt) == form && Arrays.equals(Entry.key(page, otherAt), key)) {
                verification.fault(page.id(), "entries " + other + " and " + slot + " have the same key");
            }
        }
    }
}
