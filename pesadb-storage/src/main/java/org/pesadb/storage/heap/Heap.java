package org.pesadb.storage.heap;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;

/**
 * The rows of one table on pages: bytes in, bytes out; what is in them is the codec's affair.
 *
 * <p>Immutable, and without any state beside the pages: threads share it, and a rollback needs no word to it. A row keeps
 * its id as long as it lives, wherever its bytes go. The id of a deleted row may be given to another one later.
 *
 * <p>Every method throws {@link org.pesadb.api.CorruptException} where a page is not what it must be; a write transaction
 * is to be rolled back then.
 */
public final class Heap {
    /** A longer one would make every row's least room too large. */
    private static final int LONGEST_TOMBSTONE = 64;

    /** So many pages say how many rows stand in each of the others. */
    private static final int SAMPLED_PAGES = 3;

    private final int owner;
    private final Damage damage;
    private final SlottedPage format;
    private final Directory directory;
    private final FreeRoom room;
    private final long root;

    /**
     * A table's rows. Reads nothing.
     *
     * @param name      the table's name, for messages
     * @param owner     its number in the catalog: the owner of its pages
     * @param root      from {@link #create}
     * @param tombstone what stands in a deleted row's place, see {@link org.pesadb.api.spi.RowCodec#tombstone()}: always
     *     the same for one table
     * @throws PesaDbException BAD_PLUGIN where the tombstone is longer than 64 bytes
     */
    public Heap(String name, int owner, long root, byte[] tombstone) {
        if (tombstone.length > LONGEST_TOMBSTONE) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    "the row codec of table " + name + " has a tombstone of " + tombstone.length + " bytes; at most "
                            + LONGEST_TOMBSTONE + " are allowed");
        }
        this.owner = owner;
        this.root = root;
        this.damage = new Damage(name, owner);
        this.format = new SlottedPage(damage, tombstone.clone());
        this.directory = new Directory(damage, root);
        this.room = new FreeRoom(damage, format, directory);
    }

    /**
     * Makes an empty table.
     *
     * @param tx    takes its pages
     * @param owner the table's number in the catalog
     * @return its root, which never moves
     */
    public static long create(PageTransaction tx, int owner) {
        // An empty leaf is a page of zeros.
        return tx.writer(PageType.DIRECTORY, owner).allocate().id();
    }

    /**
     * Where the table begins.
     *
     * @return from {@link #create}
     */
    public long root() {
        return root;
    }

    /**
     * Adds a row.
     *
     * @param tx  takes the changes
     * @param row the whole of it
     * @return its id: page in bits 16 to 47, slot in bits 0 to 15
     */
    public long insert(PageTransaction tx, byte[] row) {
        return insert(tx, row, 0, row.length, null);
    }

    /**
     * Adds a row.
     *
     * @param tx     takes the changes
     * @param row    holds it
     * @param offset where it begins
     * @param length its length in bytes
     * @return its id
     */
    public long insert(PageTransaction tx, byte[] row, int offset, int length) {
        return insert(tx, row, offset, length, null);
    }

    /**
     * Adds one of many rows.
     *
     * @param tx     takes the changes
     * @param row    holds it
     * @param offset where it begins
     * @param length its length in bytes
     * @param hint   the same for a run of inserts, or null; see there for how long
     * @return its id
     */
    public long insert(PageTransaction tx, byte[] row, int offset, int length, InsertHint hint) {
        return writer(tx).insert(row, offset, length, hint);
    }

    /**
     * Replaces a row. Its id stays.
     *
     * @param tx    takes the changes
     * @param rowId the id of a row that is there
     * @param row   the whole new row
     */
    public void update(PageTransaction tx, long rowId, byte[] row) {
        writer(tx).update(rowId, row);
    }

    /**
     * Deletes a row.
     *
     * @param tx    takes the changes
     * @param rowId the id of a row that is there
     */
    public void delete(PageTransaction tx, long rowId) {
        writer(tx).delete(rowId);
    }

    private RowWriter writer(PageTransaction tx) {
        return new RowWriter(damage, format, room, tx);
    }

    /**
     * Reads a row.
     *
     * @param reader sees the table
     * @param rowId  an id that this table gave out, of a row that is there or, while its page belongs to the table, was
     * @param into   takes the row
     * @return false where no row is there
     */
    public boolean read(PageReader reader, long rowId, RowBytes into) {
        if (!RowId.possible(rowId)) {
            throw damage.at(RowId.page(rowId), "no row can have the id " + rowId);
        }
        RowReader rows = new RowReader(damage, format, reader);
        return rows.read(rows.page(RowId.page(rowId)), RowId.slot(rowId), into);
    }

    /**
     * Whether a number, given by somebody who is not believed, may be the id of a row of this table.
     *
     * @param reader sees the table
     * @param rowId  any number
     * @return false where it leads to no page of the table's rows; true also where that page cannot be read
     */
    public boolean mayHold(PageReader reader, long rowId) {
        long page = RowId.page(rowId);
        if (!RowId.possible(rowId) || page == 0 || page >= reader.pageCount()) {
            return false;
        }
        try {
            Page found = reader.page(page);
            return found.type() == PageType.HEAP && found.owner() == owner;
        } catch (CorruptException unreadable) {
            return true;
        }
    }

    /**
     * More rows than this have no numbers. A bound for whoever is told of rows by somebody who may not come to an end.
     *
     * @param reader a state of the database
     * @return far above what there is
     */
    public static long mostRows(PageReader reader) {
        return reader.pageCount() << RowId.SLOT_BITS;
    }

    /**
     * Goes through all rows.
     *
     * @param reader sees the table
     * @return before the first row
     */
    public HeapScan scan(PageReader reader) {
        return new HeapScan(new RowReader(damage, format, reader), pagesOf(reader));
    }

    /**
     * Its heap pages.
     *
     * @param reader a state of the database
     * @return to be gone through
     */
    public HeapListing listing(PageReader reader) {
        return new HeapListing(pagesOf(reader), reader, format);
    }

    private DirectoryCursor pagesOf(PageReader reader) {
        return new DirectoryCursor(damage, reader, directory.root(reader));
    }

    /**
     * Counts the rows, from a figure in the header of each heap page.
     *
     * @param reader    sees the table
     * @param cancelled throws where the statement is to end; run for each page
     * @return 0 or more
     */
    public long count(PageReader reader, Runnable cancelled) {
        DirectoryCursor pages = pagesOf(reader);
        long rows = 0;
        for (long id = pages.next(); id != 0; id = pages.next()) {
            cancelled.run();
            rows += format.check(reader.page(id)).getShort(SlottedPage.ROWS);
        }
        return rows;
    }

    /**
     * About how many rows there are: the number of heap pages, by the rows of a few of them. Of a table of few pages it is exact.
     *
     * @param reader sees the table
     * @return 0 or more
     */
    public long about(PageReader reader) {
        long pages = pages(reader);
        if (pages <= SAMPLED_PAGES) {
            return count(reader, () -> {});
        }
        long rows = 0;
        for (int i = 1; i <= SAMPLED_PAGES; i++) {
            long id = directory.at(reader, (double) i / (SAMPLED_PAGES + 1));
            rows += format.check(reader.page(id)).getShort(SlottedPage.ROWS);
        }
        return rows * pages / SAMPLED_PAGES;
    }

    /**
     * The number of heap pages, which is what a scan reads beside overflow pages. Stands in the root.
     *
     * @param reader sees the table
     * @return 0 or more
     */
    public long pages(PageReader reader) {
        return directory.heapPages(reader);
    }

    /**
     * Whether a heap page has free room on record, so that the rows may fit on fewer pages. Stands in the root.
     *
     * @param reader sees the table
     * @return false where each is about as full as inserts make it
     */
    public boolean hasRoom(PageReader reader) {
        return DirectoryNode.highestClass(directory.root(reader)) > 0;
    }

    /**
     * Gives every page of the table back, the root too.
     *
     * @param tx takes the changes
     */
    public void drop(PageTransaction tx) {
        new TableDrop(damage, format, tx).run(root);
    }

    /**
     * Moves every row to new pages, densely, and gives all the old ones back, the root too. The rows get new ids, in the order of
     * a {@link #scan} before, but that a row which an update had moved comes at the lower of its two pages. This heap is not used any
     * more after it.
     *
     * @param tx       takes the changes
     * @param listener told after each page
     * @return the root of the heap that holds the rows now
     */
    public long move(PageTransaction tx, MoveListener listener) {
        return new TableMove(damage, format, tx, listener).run(root);
    }

    /**
     * Writes every row anew while it {@linkplain #move moves} to new pages.
     *
     * @param tx        takes the changes
     * @param tombstone what stands in a deleted row's place from now on
     * @param rewriter  gives the new bytes of each row
     * @param listener  told after each page
     * @return the root of the heap that holds the rows now, with the new tombstone
     */
    public long rewrite(PageTransaction tx, byte[] tombstone, RowRewriter rewriter, MoveListener listener) {
        return new TableMove(damage, format, tx, listener)
                .rewriting(new SlottedPage(damage, tombstone.clone()), rewriter)
                .run(root);
    }

    /**
     * Verifies the table, and shows all that is in it. Goes on after a fault with whatever it does not put in doubt.
     *
     * @param reader sees the table
     * @param rows   is shown every row, once
     * @param page   is told every page of the table, once: directory, heap and overflow
     * @param found  is told every fault
     */
    public void verify(PageReader reader, RowVisitor rows, LongConsumer page, Consumer<Fault> found) {
        new HeapVerifier(damage, format, reader, rows, page, found).run(root);
    }

    /**
     * Reads every row of a damaged table that is still whole; a {@link #root()} of 0 means that nobody knows where the
     * directory begins.
     *
     * @param reader sees the table; throws CorruptException for each page that cannot be read
     * @param survey knows the table's heap pages where the directory does not name them
     * @param rows   is shown every row, once
     * @param lost   is told what cannot be read
     * @return what that was, in figures
     */
    public HeapLoss salvage(PageReader reader, PageSurvey survey, RowVisitor rows, Consumer<Fault> lost) {
        return new HeapSalvage(damage, format, reader, survey, rows, lost).run(root);
    }
}
