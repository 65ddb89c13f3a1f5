package org.pesadb.api.spi;

/**
 * The one write transaction, from {@link Pager#write}. It sees every commit before it, also those not durable yet, and its
 * own changes. Ends with {@link #commit()} or {@link #rollback()}. Of one thread at a time.
 */
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
     * Keeps the changes since a savepoint, which ends, with those set after it.
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
     * Waits until every commit that this transaction was built on is durable. To be called before any result that was read
     * in it leaves, unless by way of its own {@link #commit()}.
     *
     * @throws org.pesadb.api.UnknownOutcomeException where one of them could not be forced
     */
    void awaitBase();

    /**
     * Appends the changes to the log, lets the next writer in, and returns once they are durable, as far as the sync mode
     * promises. A transaction without changes appends nothing.
     *
     * @throws org.pesadb.api.UnknownOutcomeException where forcing failed: the log takes no more writes then
     * @throws org.pesadb.api.PesaDbException         where appending failed, such as DISK_FULL: nothing of it remains
     */
    void commit();

    /** Undoes everything. After the end of the transaction it does nothing. */
    void rollback();
}
