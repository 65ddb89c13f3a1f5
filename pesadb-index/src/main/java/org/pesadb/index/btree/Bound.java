package org.pesadb.index.btree;

import java.util.Arrays;
import org.pesadb.api.spi.Page;

/** Where a range ends, to be found in each leaf at once instead of comparing entry by entry. */
final class Bound {
    /** No end. */
    static final Bound NONE = new Bound(null, false);

    private final Sought sought;
    private final boolean including;

    private Bound(Sought sought, boolean including) {
        this.sought = sought;
        this.including = including;
    }

    /** Before the rows of a key; null for none. */
    static Bound before(TreePages pages, byte[] key) {
        return key == null ? NONE : new Bound(new Sought(pages, key, Sought.FIRST_ROW), false);
    }

    /** Behind an entry. */
    static Bound through(Sought last) {
        return new Bound(last, true);
    }

    /** Whether no key can be in a range. */
    static boolean isEmpty(byte[] from, byte[] to) {
        return to != null && (to.length == 0 || from != null && Arrays.compareUnsigned(from, to) >= 0);
    }

    /** The first slot of a page that lies beyond. */
    int end(Page page) {
        return sought == null ? Node.count(page) : slot(page);
    }

    /** The first slot of a page that does not lie before it. */
    int begin(Page page) {
        return sought == null ? 0 : slot(page);
    }

    private int slot(Page page) {
        int found = sought.find(page);
        return found < 0 ? -1 - found : including ? found + 1 : found;
    }
}
