package org.pesadb.index.btree;

import java.util.Arrays;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * Entries in memory, in order, between the pages that they came from and those that they go to. A page is written anew from it, with
 * the longest prefix that its entries share and no holes. Of one thread.
 */
final class Batch {
    private static final int FIRST_ROOM = 256;

    private final TreePages pages;
    private final boolean leaf;
    private byte[] bytes = new byte[1 << 13];
    private int bytesUsed;
    private int[] from = new int[FIRST_ROOM];
    private int[] inline = new int[FIRST_ROOM];
    private int[] length = new int[FIRST_ROOM];
    private long[] longPage = new long[FIRST_ROOM];
    private long[] row = new long[FIRST_ROOM];
    private long[] child = new long[FIRST_ROOM];
    private int count;

    /**
     * An empty batch.
     *
     * @param pages of the index
     * @param leaf  whether its entries are a leaf's
     */
    Batch(TreePages pages, boolean leaf) {
        this.pages = pages;
        this.leaf = leaf;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
        bytesUsed = 0;
    }

    void removeLast() {
        count--;
        bytesUsed = from[count];
    }

    private void makeRoom(int more) {
        if (count == from.length) {
            int room = 2 * count;
            from = Arrays.copyOf(from, room);
            inline = Arrays.copyOf(inline, room);
            length = Arrays.copyOf(length, room);
            longPage = Arrays.copyOf(longPage, room);
            row = Arrays.copyOf(row, room);
            child = Arrays.copyOf(child, room);
        }
        if (bytes.length - bytesUsed < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, bytesUsed + more));
        }
    }

    /** Adds an entry behind the others. */
    void add(Entry entry) {
        makeRoom(entry.inline);
        System.arraycopy(entry.bytes, entry.from, bytes, bytesUsed, entry.inline);
        put(entry.inline, entry.length, entry.longPage, entry.row, entry.child);
    }

    private void put(int inlineBytes, int wholeLength, long goesOn, long itsRow, long itsChild) {
        from[count] = bytesUsed;
        inline[count] = inlineBytes;
        length[count] = wholeLength;
        longPage[count] = goesOn;
        row[count] = itsRow;
        child[count] = itsChild;
        bytesUsed += inlineBytes;
        count++;
    }

    /** Adds some of a page's entries behind the others. */
    void load(Page page, int fromSlot, int toSlot) {
        int most = Node.maxInline(page);
        for (int slot = fromSlot; slot < toSlot; slot++) {
            makeRoom(Node.prefixLength(page) + Cell.MAX_SUFFIX);
            int cell = Node.cell(page, slot);
            boolean isLong = Cell.isLong(Cell.form(page, cell));
            int copied = Cell.copyKey(page, slot, bytes, bytesUsed);
            int whole = isLong ? Cell.longLength(page, cell) : 0;
            long itsRow = Cell.row(page, cell);
            if (copied > most || isLong && (copied != most || whole <= most) || itsRow < (leaf ? 0 : -1)) {
                throw pages.damaged(page.id(), "the entry of slot " + slot + " is impossible");
            }
            put(copied, whole, isLong ? Cell.longPage(page, cell) : 0, itsRow, leaf ? 0 : Cell.child(page, cell));
        }
    }

    /** Lends an entry: the next call for one changes it. */
    Entry entry(int index, Entry into) {
        into.bytes = bytes;
        into.from = from[index];
        into.inline = inline[index];
        into.length = length[index];
        into.longPage = longPage[index];
        into.row = row[index];
        into.child = child[index];
        return into;
    }

    long child(int index) {
        return child[index];
    }

    void setChild(int index, long id) {
        child[index] = id;
    }

    /** How many bytes two entries' keys share from their beginning, of those that are in pages. */
    int shared(int one, int other) {
        int most = Math.min(inline[one], inline[other]);
        int differs = Arrays.mismatch(bytes, from[one], from[one] + most, bytes, from[other], from[other] + most);
        return differs < 0 ? most : differs;
    }

    /** The bytes that an entry takes beneath a prefix, with its slot. */
    int cost(int index, int prefix) {
        return Node.SLOT_BYTES + Cell.size(inline[index], row[index], longPage[index] != 0, prefix, leaf);
    }

    /** The bytes that a page would use for a range of the entries. */
    int size(int begin, int end) {
        return begin == end ? 0 : sizeWith(shared(begin, end - 1), begin, end);
    }

    private int sizeWith(int prefix, int begin, int end) {
        int size = prefix;
        for (int i = begin; i < end; i++) {
            size += cost(i, prefix);
        }
        return size;
    }

    /** Puts a range of the entries into a page, in the place of all that are there. Its links stay. */
    void write(MutablePage page, int begin, int end) {
        int prefix = begin == end ? 0 : shared(begin, end - 1);
        Node.empty(page, Arrays.copyOfRange(bytes, from[begin], from[begin] + prefix), prefix);
        Entry entry = new Entry();
        for (int i = begin; i < end; i++) {
            Node.insert(page, i - begin, entry(i, entry));
        }
        Node.forgetLastInsert(page);
    }

    /**
     * Where a page that is too full is best split.
     *
     * @param added the entry that came last
     * @param last  the slot of the one before, or -1: where inserts come in order, what is behind them stays full
     * @param room  the capacity of a page
     * @return the first entry of the right page, or of an inner page the one that moves up; there is something on both sides
     */
    int splitPoint(int added, int last, int room) {
        int least = 1;
        int most = leaf ? count - 1 : count - 2;
        if (isInOrder(added, last)) {
            // The larger side stays as it is, and the smaller one has room for what comes next.
            boolean late = 2 * added >= count;
            int inOrder = clamp(late ? (leaf ? added : added - 1) : added + 1, least, most);
            if (fits(inOrder, room)) {
                return inOrder;
            }
        }
        int balanced = clamp(middle(), least, most);
        if (fits(balanced, room)) {
            return balanced;
        }
        // The new key does not begin as all others do, and so comes before or after them.
        return added == 0 ? least : most;
    }

    /** Whether an insert goes right behind or before the last one, so that more of them are likely. */
    static boolean isInOrder(int added, int last) {
        return last >= 0 && (last == added - 1 || last == added);
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    /** Whether two pages have room for what is before a {@linkplain #splitPoint split point} and behind it. */
    boolean fits(int point, int room) {
        return size(0, point) <= room && size(leaf ? point : point + 1, count) <= room;
    }

    /** The entry before which there is half of the bytes; neither the first one nor beyond the last. Of two entries or more. */
    int middle() {
        int prefix = shared(0, count - 1);
        int half = sizeWith(prefix, 0, count) / 2;
        int left = prefix + cost(0, prefix);
        int point = 1;
        while (point < count - 1 && left + cost(point, prefix) / 2 < half) {
            left += cost(point++, prefix);
        }
        return point;
    }

    /**
     * The shortest key that tells the entries before an index from the others. Of long keys it shares the chain, and counts
     * as one of its cells.
     *
     * @return with the entry's row only where the entry before is of the same key; its child is 0
     */
    Entry separator(int index) {
        Entry separator = entry(index, new Entry());
        separator.row = Sought.FIRST_ROW;
        int shared = shared(index - 1, index);
        if (shared < inline[index]) {
            separator.inline = shared + 1;
            separator.longPage = 0;
            separator.length = 0;
            return detached(separator);
        }
        if (longPage[index] != 0) {
            int beyond = longPage[index - 1] == 0 ? 0 : sharedBeyond(index);
            if (beyond < length[index] - inline[index]) {
                separator.length = inline[index] + beyond + 1;
            } else {
                separator.row = row[index];
            }
            LongKeys.share(pages, separator.longPage);
        } else {
            separator.row = row[index];
        }
        return detached(separator);
    }

    private static Entry detached(Entry entry) {
        entry.bytes = Arrays.copyOfRange(entry.bytes, entry.from, entry.from + entry.inline);
        entry.from = 0;
        return entry;
    }

    /** An entry that does not change with the batch. */
    Entry copy(int index) {
        return detached(entry(index, new Entry()));
    }

    /** How many bytes two neighbours' keys share beyond the inline ones. */
    private int sharedBeyond(int index) {
        if (longPage[index - 1] == longPage[index]) {
            return Math.min(length[index - 1], length[index]) - inline[index];
        }
        byte[] one = beyond(index - 1);
        byte[] other = beyond(index);
        int differs = Arrays.mismatch(one, other);
        return differs < 0 ? other.length : differs;
    }

    private byte[] beyond(int index) {
        return LongKeys.read(pages, longPage[index], length[index] - inline[index]);
    }
}
