package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * The one write transaction, from {@link Pager#write}. It sees every commit before it, also those not durable yet, and its
 * own changes. Ends with {@link #commit()} or {@link #rollback()}. Of one thread at a time.
 *
 * <p>A statement that may fail, within a transaction that goes on:
 *
 * <pre>{@code
 * int before = transaction.savepoint();
 * try {
 *     insertRow(transaction);
 *     transaction.release(before);
 * } catch (PesaDbException failed) {
 *     transaction.rollbackTo(before);          // pages, root and free pages are as they were
 *     throw failed;
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface PageTransaction extends PageReader {
    /**
     * The pages of a table or index.
     *
     * @param type  the type of the pages that it allocates
     * @param owner the number of the table or index; 0 for the database itself
     * @return valid until the transaction ends
     */
    PageWriter writer(PageType type, int owner);

    /**
     * The 64-bit id of this transaction.
     *
     * @return greater than every one before; 1 or more
     */
    long transaction();

    /**
     * The value that the engine set last, in this transaction or before.
     *
     * @return 0 where it never did
     */
    long root();

    /**
     * Sets the one value that the engine keeps in page 0: where its catalog begins.
     *
     * @param root any value
     */
    void setRoot(long root);

    /**
     * Marks this moment, to return to it. Savepoints nest.
     *
     * @return a mark, for {@link #rollbackTo} and {@link #release}
     */
    int savepoint();

    /**
     * Undoes every change since a savepoint, which ends, with those set after it.
     *
     * @param savepoint from {@link #savepoint()}
     */
    void rollbackTo(int savepoint);

    /**
     * Keeps the changes since a savepoint, which ends, with those set after it. A page that was changed since is no more to be
     * read as it was before, whoever holds it still: its image may be used for another one.
     *
     * @param savepoint from {@link #savepoint()}
     */
    void release(int savepoint);

    /**
     * Says that nobody is in the midst of changing a page: the pager may move changed pages out of memory. A page to change
     * that was handed out before must not be changed any more but asked for again; one handed out to read may still be
     * read, as it was. Called between rows, after each: it is nearly free as long as the pages have room. A pager moves changed
     * pages nowhere else, so whoever never calls it keeps all of them in memory.
     *
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO where they cannot be moved; the statement is to be undone
     */
    default void releasePages() {}

    /**
     * From now on, until the transaction ends, of the free pages the one with the lowest number is handed out first: what is
     * written anew gathers at the beginning of the file. To be called before any savepoint; none can be set afterwards. Takes
     * memory, about a bit for each page of the database. A pager that does not choose among its free pages does nothing.
     *
     * @throws IllegalStateException                where a savepoint is open
     * @throws org.pesadb.api.CorruptException where the record of free pages is damaged
     */
    default void takeLowestPages() {}

    /**
     * How many pages are free. Together with {@link #pageCount()} it says how many a database without gaps would have.
     *
     * @return as this transaction sees it; 0 where the pager does not know
     */
    default long freePages() {
        return 0;
    }

    /**
     * Whether a page is free. Only after {@link #takeLowestPages}.
     *
     * @param id its number, below {@link #pageCount()}
     * @return true where the next {@link PageWriter#allocate()} may give it; false also where the pager does not know
     */
    default boolean isFree(long id) {
        return false;
    }

    /**
     * Gives up the free pages behind the last one in use, so that the database has fewer pages. Snapshots go on to see theirs; the
     * file becomes shorter with the first checkpoint that no older snapshot forbids. Only after {@link #takeLowestPages}.
     *
     * @return how many pages, 0 or more
     */
    default long cutFreePages() {
        return 0;
    }

    /**
     * Waits until every commit that this transaction was built on is durable. To be called before any result that was read
     * in it leaves, unless by way of its own {@link #commit()}. Also after the end of the transaction: so whoever undid it lets the next writer
     * in before it waits.
     *
     * @throws org.pesadb.api.UnknownOutcomeException where one of them could not be forced
     */
    void awaitBase();

    /**
     * Appends the changes to the log, lets the next writer in, and returns once they are durable, as far as the sync mode
     * promises. A transaction without changes appends nothing. Savepoints that are open end with it.
     *
     * @throws org.pesadb.api.UnknownOutcomeException where forcing failed: the log takes no more writes then
     * @throws org.pesadb.api.PesaDbException         where appending failed, such as DISK_FULL: nothing of it remains
     */
    void commit();

    /** Undoes everything: what was free before is free again. After the end of the transaction it does nothing. */
    void rollback();
}
