package @package@;

import java.util.Arrays;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * One page of the tree:
 *
 * <pre>
 *   0  level      1 byte: 0 for a leaf, else one more than that of the pages below
 *   2  end        2 bytes: behind the last entry
 *   4  entries    one behind the other, in order of their keys, those of one key by their rows:
 *
 *      leaf        length of the key (2)   row (8)                     key
 *      inner page  length of the key (2)   row (8)   page below (4)    key
 * </pre>
 *
 * <p>An entry of an inner page says where its page begins: no entry in it is less. That of the first one is not looked at, and counts as
 * less than everything.
 *
 * <p>Everything that is read from a page may be damaged: each number is checked before it is followed. The page's checksum, and that it is a
 * page of this index, is not our affair; whoever read the page saw to that.
 */
final class Node {
    private static final int LEVEL = 0;
    private static final int END = 2;
    private static final int ENTRIES = 4;
    private static final int LONGEST_WAY = 60;

    private final IndexDefinition index;
    private final Page page;
    private final int end;

    private Node(IndexDefinition index, Page page) {
        this.index = index;
        this.page = page;
        end = page.getShort(END);
        if (end < ENTRIES || end > page.size() || level() > LONGEST_WAY) {
            throw damaged("level " + level() + " and " + end + " bytes are impossible");
        }
    }

    /** A page of a given index. Ask for it again after each change: a page is never kept. */
    static Node of(IndexDefinition index, PageReader reader, long id) {
        return new Node(index, reader.page(id));
    }

    /** Makes an empty node of a page, whatever was in it. */
    static MutablePage initialize(MutablePage page, int level) {
        page.putByte(LEVEL, level);
        page.putShort(END, ENTRIES);
        return page;
    }

    /** How long a key may be: four entries fit on a page, so that a full one can always be split in two that have room. */
    static int longestKey(int pageSize) {
        return (pageSize - ENTRIES) / 4 - 14;
    }

    long id() {
        return page.id();
    }

    int level() {
        return page.getByte(LEVEL) & 0xFF;
    }

    boolean isLeaf() {
        return level() == 0;
    }

    /** Where the first entry is. */
    int first() {
        return ENTRIES;
    }

    /** Where the last entry ends. */
    int end() {
        return end;
    }

    /** Where the next entry is, which is {@link #end()} behind the last one. */
    int next(int at) {
        int head = at + head();
        if (head > end || head + page.getShort(at) > end) {
            throw damaged("the entry at byte " + at + " reaches beyond the last one");
        }
        return head + page.getShort(at);
    }

    private int head() {
        return isLeaf() ? 10 : 14;
    }

    /** Where the entries are, for who goes backwards too. */
    int[] entries() {
        int[] entries = new int[(end - ENTRIES) / head() + 1];
        int count = 0;
        for (int at = ENTRIES; at < end; at = next(at)) {
            entries[count++] = at;
        }
        return Arrays.copyOf(entries, count);
    }

    byte[] key(int at) {
        byte[] key = new byte[next(at) - at - head()];
        page.copyTo(at + head(), key, 0, key.length);
        return key;
    }

    long row(int at) {
        return page.getLong(at + 2);
    }

    /** The page below an entry of an inner page. */
    Node child(PageReader reader, int at) {
        next(at);
        Node child = of(index, reader, page.getUnsignedInt(at + 10));
        if (child.level() != level() - 1) { // also: no way leads back up, so every way ends
            throw damaged("the page below its entry at byte " + at + " is " + child.id() + ", of level " + child.level());
        }
        return child;
    }

    /** Compares an entry with a key and a row, as {@link java.util.Comparator} does. */
    int compare(int at, byte[] key, long row) {
        int length = next(at) - at - head();
        int byKey = page.compare(at + head(), length, key);
        return byKey != 0 ? byKey : Long.compare(row(at), row);
    }

    /** Where the first entry is that is not less than a key and a row. In a leaf: where such an entry stands, or belongs. */
    int seek(byte[] key, long row) {
        int at = ENTRIES;
        while (at < end && compare(at, key, row) < 0) {
            at = next(at);
        }
        return at;
    }

    /** The entry of an inner page below which a key and a row belong. */
    int way(byte[] key, long row) {
        if (end == ENTRIES) {
            throw damaged("an inner page without entries");
        }
        int way = ENTRIES;
        for (int at = next(way); at < end && compare(at, key, row) <= 0; at = next(at)) {
            way = at;
        }
        return way;
    }

    /** Whether an entry more with such a key has room. */
    boolean hasRoom(byte[] key) {
        return end + head() + key.length <= page.size();
    }

    /** Puts an entry before the one at a place; there is room. */
    void add(MutablePage edited, int at, byte[] key, long row, long child) {
        int length = head() + key.length;
        edited.move(at, at + length, end - at);
        edited.putShort(at, key.length);
        edited.putLong(at + 2, row);
        if (!isLeaf()) {
            edited.putInt(at + 10, (int) child);
        }
        edited.put(at + head(), key, 0, key.length);
        edited.putShort(END, end + length);
    }

    /** Takes the entry at a place away. */
    void remove(MutablePage edited, int at) {
        int next = next(at);
        edited.move(next, at, end - next);
        edited.putShort(END, end - (next - at));
    }

    /** Where the entries are best parted: half of the bytes before, half behind. */
    int middle() {
        int at = ENTRIES;
        while (at < end / 2) {
            at = next(at);
        }
        return at;
    }

    /** Moves the entries from a place on to an empty page. */
    void move(MutablePage edited, int from, MutablePage to) {
        byte[] bytes = new byte[end - from];
        page.copyTo(from, bytes, 0, bytes.length);
        initialize(to, level()).put(ENTRIES, bytes, 0, bytes.length);
        to.putShort(END, ENTRIES + bytes.length);
        edited.putShort(END, from);
    }

    CorruptException damaged(String why) {
        return new CorruptException("index " + index.name() + ", page " + page.id() + ": " + why);
    }
}
