package org.pesadb.api.spi;

import java.util.Iterator;
import java.util.function.Consumer;
import org.pesadb.api.Experimental;
import org.pesadb.api.Fault;
import org.pesadb.api.Stable;

/**
 * Access to an index: from keys to rows. A key is a byte string of any length, compared as unsigned bytes; a row is a number
 * of 0 to 2^63 - 1 that only the engine understands ({@link KeyEncoding} says how values become keys; an index need not
 * know). Keys longer than a page come: those of up to 255 bytes it takes, and what is longer than it can take it refuses with OUT_OF_RANGE, naming the limit;
 * to look for such a key, or to delete it, finds nothing.
 *
 * <p>Everything that it knows is in its pages, so that it is crash-safe, transactional and snapshot-consistent without a
 * line about any of that. It keeps no state beside them: a rollback would not reach it. Threads share it: many read, each in
 * its own snapshot, while one writes; two never write at once.
 *
 * <p>Pages are asked of the reader or writer by number each time, and none is kept from one call to the next: in a large
 * transaction it may have left memory in between (see {@link MutablePage}). Those that it reads through the writer of a
 * transaction change with the edits of that transaction, so whatever must survive an edit is to be copied out first. {@link
 * PageWriter#edit} costs a copy of the page and its image in the log, once in a transaction: look first, edit what changes.
 * A page number fits in 32 bits ({@link MutablePage#putInt}, {@link Page#getUnsignedInt}); page 0 is the pager's, so that 0
 * may stand for none. How many bytes a page has is for {@link Page#size()} to say; it is the same for all pages of a
 * database and never changes.
 *
 * <p>Where its pages are damaged, each method throws {@link org.pesadb.api.CorruptException} that names the index and the page.
 * The reader, or writer, that it is given already checked that a page is whole, bears the right number, and is of type {@link
 * PageType#INDEX} and of the {@linkplain IndexDefinition#owner() owner}: where a number from a page leads elsewhere, it throws CORRUPT
 * itself. What is in the page is for the index to check. Nothing else comes out of damage but an answer, which may be wrong: no {@link IndexOutOfBoundsException} of a {@link Page}, no walk in circles.
 *
 * <p>Any number of objects give access to one index at the same time, such as those that older catalogs opened; each sees what the others did.
 *
 * <p>The smallest one there is, on a single page:
 *
 * <pre>{@code
 * public boolean insert(PageWriter writer, byte[] key, long row) {
 *     if (definition.unique() && find(writer, key).next() != RowIdCursor.END) {
 *         return false;
 *     }
 *     int end = writer.page(root).getShort(END);                  // looked first: what is refused changes nothing
 *     if (end + 10 + key.length > writer.page(root).size()) {
 *         throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "this index has no room for a key of " + key.length
 *                 + " bytes; its one page takes " + (writer.page(root).size() - FIRST) + " bytes of keys and rows");
 *     }
 *     MutablePage page = writer.edit(root);
 *     page.putShort(end, key.length);
 *     page.put(end + 2, key, 0, key.length);
 *     page.putLong(end + 2 + key.length, row);
 *     page.putShort(END, end + 10 + key.length);
 *     return true;
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface Index {
    /**
     * Adds an entry. What it did before it throws is undone by the caller.
     *
     * @param writer for its pages
     * @param key    not written to, nor kept
     * @param row    0 or more; the pair is not in the index yet
     * @return false, with nothing changed, where the index is unique and has the key already
     */
    boolean insert(PageWriter writer, byte[] key, long row);

    /**
     * Removes an entry.
     *
     * @param writer for its pages
     * @param key    its key; not written to, nor kept
     * @param row    its row
     * @return false, with nothing changed, where there is no such pair. The engine deletes pairs that it inserted, and takes false for damage;
     *     an index that only notes the deletion, without looking for the pair, returns true
     */
    boolean delete(PageWriter writer, byte[] key, long row);

    /**
     * The rows of a key.
     *
     * @param reader a snapshot, or a transaction, in which nothing is changed while the cursor is read
     * @param key    not written to, and kept no longer than the cursor is read; the caller leaves it as it is until then
     * @return each row once, in any order. What it gives is believed: rows of another key would be shown. It may read pages
     *     as it goes on, and may be left before its end
     */
    RowIdCursor find(PageReader reader, byte[] key);

    /**
     * The rows of a range of keys, in the order of the keys. Called only where the kind is ordered.
     *
     * @param reader     a snapshot, or a transaction, in which nothing is changed while the cursor is read
     * @param from       the least key, or null for no bound; as with {@link #find}, nobody writes to it while the cursor is read
     * @param to         the first key beyond, or null for no bound; the same. One that is not beyond {@code from} makes the range empty
     * @param descending whether to begin at the end
     * @return the rows; those of one key in any order
     * @throws UnsupportedOperationException where the kind is not {@linkplain IndexProvider#ordered() ordered}
     */
    default RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        throw new UnsupportedOperationException("not an ordered index");
    }

    /**
     * About how many entries lie in a range of keys, found out by reading a few pages. Called for kinds that are not ordered too.
     *
     * @param reader a snapshot, or a transaction
     * @param from   the least key, or null for no bound
     * @param to     the first key beyond, or null for no bound
     * @return 0 or more; it may be wrong by any factor, but is 0 for a range whose {@code to} is not beyond its {@code from}. Or
     *     -1 where the kind cannot tell
     */
    default long estimate(PageReader reader, byte[] from, byte[] to) {
        return -1;
    }

    /**
     * Adds many entries, in any order, as {@link #insert} would. Fills an empty index faster where it can, an ordered one where the
     * entries come {@linkplain EntrySource#sorted() sorted}. Nobody has to call it:
     * entries may come by {@link #insert} as well. Between two entries pages may leave memory: what was got by
     * {@link PageWriter#edit} or {@link PageWriter#allocate} is not to be changed any more after the next {@link EntrySource#next()},
     * but asked for again.
     *
     * @param writer  for its pages
     * @param entries what to add
     * @return the row whose key stood already in a unique index, which ends the work half-done; else -1
     */
    default long build(PageWriter writer, EntrySource entries) {
        while (entries.next()) {
            if (!insert(writer, entries.key(), entries.row())) {
                return entries.row();
            }
        }
        return -1;
    }

    /**
     * Gives all its pages back, the root too. It is not used again, but by readers in older snapshots, who see it as it was, and where the transaction
     * is rolled back.
     *
     * @param writer for its pages
     */
    void drop(PageWriter writer);

    /**
     * Does a piece of work that was put off, such as merging. Called before the commit of each transaction that inserted into the index or deleted from
     * it; an index that wants to do it less often counts in its own pages. It may come between any two calls, and changes no answer. What it does before it
     * throws is undone with the transaction.
     *
     * @param writer for its pages
     */
    default void maintain(PageWriter writer) {}

    /**
     * Verifies its structure and every entry. Goes on after a fault as far as it can; it may throw {@link
     * org.pesadb.api.CorruptException} for one that it cannot step over. The caller finds pages that two owners claim or
     * nobody does, and compares the entries with the rows.
     *
     * @param reader what to verify it in
     * @param entry  is given every entry once, to be compared with the rows; those of one key one after another
     * @param page   is given the number of every page of the index once, the root's too
     * @param found  is told every fault; the file's name in it is the caller's to set, so null
     */
    void verify(PageReader reader, EntryConsumer entry, java.util.function.LongConsumer page, Consumer<Fault> found);

    /** Takes entries. */
    @FunctionalInterface
    interface EntryConsumer {
        /**
         * Takes an entry.
         *
         * @param key the key, the receiver's to keep
         * @param row the row
         */
        void accept(byte[] key, long row);
    }

    /** Gives entries, one after another. */
    interface EntrySource {
        /**
         * Goes on to the next entry.
         *
         * @return false after the last one
         */
        boolean next();

        /**
         * The entry's key.
         *
         * @return not to be written to, nor kept
         */
        byte[] key();

        /**
         * The entry's row.
         *
         * @return 0 or more
         */
        long row();

        /**
         * Whether the entries come in the order of an ordered index: by their keys as unsigned bytes, those of one key by their
         * rows. The same from the first entry to the last.
         *
         * @return false where nobody saw to it
         */
        default boolean sorted() {
            return false;
        }
    }

    /**
     * Tells what is on one of its pages, for people.
     *
     * @param page of the index
     * @param into takes offsets into the usable part, those of {@link Page#getByte}
     */
    @Experimental("how much is told of bytes may grow")
    default void describe(Page page, ByteMap into) {}

    /**
     * Its pages, each once and before those below it, the root first, for people who look at the index as a whole. Read one at a time. Pages that only go on
     * with a long key, or with the rows of a key that has many, may be left out.
     *
     * @param reader a snapshot, or a transaction, in which nothing is changed meanwhile
     * @return null, the default, where the index does not show itself
     */
    @Experimental("how much is told of an index may grow")
    default Iterator<IndexNode> nodes(PageReader reader) {
        return null;
    }
}
