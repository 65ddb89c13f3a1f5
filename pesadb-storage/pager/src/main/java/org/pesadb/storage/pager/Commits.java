package org.pesadb.storage.pager;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * Appends commits to the log, and knows what page 0 says since the newest of them. Appending is for who holds the writer's
 * place; anybody may ask what is known.
 */
final class Commits {
    private final Log log;
    private final LogAnswers answers;
    private final Overlay overlay;
    private final BufferCache cache;
    private final Checkpoints checkpoints;
    private final boolean forces;
    private volatile Page rootPage;
    private volatile String failure;

    /**
     * @param overlay     gets what is appended, until it is durable
     * @param cache       gets it too, for those who come when it is
     * @param checkpoints told how much was appended
     * @param forces      whether the log is forced before a commit counts
     */
    Commits(Log log, Overlay overlay, BufferCache cache, Checkpoints checkpoints, boolean forces) {
        this.log = log;
        answers = new LogAnswers(log);
        this.overlay = overlay;
        this.cache = cache;
        this.checkpoints = checkpoints;
        this.forces = forces;
    }

    /**
     * Sets what the newest commit says in page 0. Before any transaction.
     *
     * @param page page 0
     * @param end  where the newest commit ends
     */
    void start(Page page, long end) {
        rootPage = page;
        answers.start(end);
    }

    /** Page 0 as the newest commit left it. */
    Page rootPage() {
        return rootPage;
    }

    /** Judges what the log does. */
    LogAnswers answers() {
        return answers;
    }

    Root root() {
        return Root.of(rootPage);
    }

    /** Ends all writing, until the database is opened again. */
    void fail(String why) {
        failure = why;
    }

    boolean failed() {
        return failure != null;
    }

    void requireSound() {
        if (failed()) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY, failure + "; nothing is written until the database is opened again");
        }
    }

    /** Page 0 of a database in use since the present generation of the log. */
    Root inUse(Root root) {
        return root.inUse(log.generation(), forces);
    }

    /**
     * Appends a transaction whose changes are all in memory.
     *
     * @param transaction its id
     * @return where the commit ends
     * @throws PesaDbException DISK_FULL, IO: nothing of it counts
     */
    long append(long transaction, DirtyPages dirty) {
        return orAbandon(transaction, () -> append(transaction, inUse(dirty.root()), dirty.changed()));
    }

    /**
     * Appends a transaction that changes page 0 alone.
     *
     * @return where the commit ends
     * @throws PesaDbException DISK_FULL, IO: nothing of it counts
     */
    long appendRoot(long transaction, Root root) {
        return orAbandon(transaction, () -> append(transaction, root, new ArrayList<>(1)));
    }

    /** Throws only where nothing counts: what is in the log cannot be taken back. */
    private long append(long transaction, Root root, List<DirtyPage> pages) {
        if (!root.equals(root())) {
            pages.add(0, image(root));
        }
        long end = log.commit(transaction, pages, root.pages());
        answers.requireCommitted(end, pages);
        try {
            remember(end, pages);
        } catch (RuntimeException | Error failed) {
            // The next transaction would build on what was before, and give out the same pages once more.
            fail("there was no memory for what the newest commit changed");
        }
        return end;
    }

    private void remember(long end, List<DirtyPage> pages) {
        Page[] sealed = new Page[pages.size()];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = pages.get(i).sealed();
        }
        overlay.add(end, sealed);
        if (sealed[0].type() == PageType.ROOT) {
            rootPage = sealed[0];
        }
        checkpoints.logged(sealed.length);
        for (int i = 0; i < sealed.length; i++) {
            // Nobody asks for this version before it is durable, and then it is here without a read.
            cache.add(sealed[i].id(), pages.get(i).position(), sealed[i]);
        }
    }

    /**
     * Appends a transaction that has no room in the memory, hence none in the overlay: until it is durable, nobody may build on it.
     *
     * @param commit what it changed
     * @param after  what page 0 says after it
     * @return where the commit ends
     * @throws PesaDbException CORRUPT, DISK_FULL, IO: nothing of it counts, but the log may hold some of it
     */
    long appendLarge(LargeCommit commit, Root after) {
        return orAbandon(commit.transaction(), () -> {
            Root root = inUse(after);
            DirtyPage image = root.equals(root()) ? null : image(root);
            Page sealed = image == null ? rootPage : image.sealed(); // of the image that is sealed while it is appended
            try {
                long end = commit.append(image, root.pages());
                rootPage = sealed;
                return end;
            } finally {
                checkpoints.logged(commit.logged());
            }
        });
    }

    private DirtyPage image(Root root) {
        DirtyPage image = DirtyPage.copy(rootPage, 0);
        root.writeTo(image.page());
        return image;
    }

    /**
     * Whether a commit may count all the same, so that the next transaction would build on what was before it: a log may throw nothing else
     * where nothing counts. Where memory has ended, it is taken at its word.
     */
    private static boolean isInDoubt(Throwable failed) {
        return failed instanceof UnknownOutcomeException
                || !(failed instanceof PesaDbException || failed instanceof OutOfMemoryError);
    }

    private long orAbandon(long transaction, LongSupplier appending) {
        try {
            return appending.getAsLong();
        } catch (RuntimeException | Error failed) {
            if (isInDoubt(failed)) {
                fail("it is not known whether the newest commit counts, since the log failed in it");
            }
            try {
                log.abandon(transaction);
            } catch (RuntimeException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }
}
