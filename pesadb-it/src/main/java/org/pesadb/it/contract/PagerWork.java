package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.it.contract.PagerContents.Held;

/**
 * Random transactions of all that a transaction can do, the same again for each seed, and beside them what each must make of a plain map of
 * pages. What may be lost is told apart: what is acknowledged is there, and of the commit under way all or nothing. Of one thread.
 */
final class PagerWork {
    private static final PageType[] TYPES = {
        PageType.CATALOG, PageType.DIRECTORY, PageType.HEAP, PageType.OVERFLOW, PageType.INDEX
    };
    private static final int OWNERS = 3;
    private static final int DEPTH = 3;

    private final Random random;
    private final int most;
    private final List<PagerContents> states = new ArrayList<>(List.of(new PagerContents()));
    private PagerContents inDoubt;
    private long newest;
    private long stamps;

    /**
     * @param random decides
     * @param most   how many pages are in use, about
     */
    PagerWork(Random random, int most) {
        this.random = random;
        this.most = most;
    }

    /** What the acknowledged commits have made; not changed any more. */
    PagerContents committed() {
        return states.get(states.size() - 1);
    }

    /** What there was before the first commit and after each one, in their order. */
    List<PagerContents> states() {
        return states;
    }

    /** What a commit would make of it that has begun and is not acknowledged; null where there is none. */
    PagerContents inDoubt() {
        return inDoubt;
    }

    /** Goes on from what was found of the two after a crash. */
    void found(PagerContents contents) {
        states.add(contents);
        inDoubt = null;
    }

    /** One transaction, with either end. */
    void transaction(Pager pager) {
        transaction(pager, (transaction, begun) -> play(transaction, begun, 0), 5);
    }

    /** One that takes many pages, more than it has memory for, and is committed. */
    void large(Pager pager, int pages) {
        transaction(
                pager,
                (transaction, mine) -> {
                    for (int i = 0; i < pages; i++) {
                        allocate(transaction, mine);
                        transaction.releasePages();
                    }
                    return mine;
                },
                0);
    }

    /** One that frees all pages but a few, and is committed. */
    void small(Pager pager, int pages) {
        transaction(pager, (transaction, mine) -> free(transaction, mine, pages), 0);
    }

    /** The same, and the end of the file is given up: what is free behind the last page in use. */
    void cut(Pager pager, int pages) {
        transaction(
                pager,
                (transaction, mine) -> {
                    transaction.takeLowestPages();
                    free(transaction, mine, pages);
                    transaction.cutFreePages();
                    return mine;
                },
                0);
    }

    /** What a transaction does: makes of what there is what it leaves. */
    @FunctionalInterface
    private interface Deeds {
        PagerContents of(PageTransaction transaction, PagerContents begun);
    }

    /**
     * Does something in a transaction.
     *
     * @param undone one of so many is rolled back; 0: none
     */
    private void transaction(Pager pager, Deeds deeds, int undone) {
        PageTransaction transaction = PagerBench.write(pager);
        try {
            long id = transaction.transaction();
            assertTrue(id > newest, () -> "transaction " + id + " comes after " + newest);
            newest = id;
            PagerContents mine = committed().copy();
            assertNull(mine.difference(transaction, transaction.root()), "a transaction begins with the newest commit");
            mine = deeds.of(transaction, mine);
            assertNull(mine.difference(transaction, transaction.root()), "a transaction sees its own changes");
            if (undone == 0 || random.nextInt(undone) > 0) {
                commit(transaction, mine);
            }
        } finally {
            transaction.rollback();
        }
    }

    private void commit(PageTransaction transaction, PagerContents mine) {
        inDoubt = mine;
        try {
            transaction.commit();
        } catch (PesaDbException failed) {
            inDoubt = failed.outcomeUnknown() ? mine : null;
            throw failed;
        }
        states.add(mine);
        inDoubt = null;
    }

    private PagerContents free(PageTransaction transaction, PagerContents mine, int left) {
        while (mine.pages().size() > left) {
            long id = mine.any(random);
            transaction.writer(TYPES[0], mine.pages().remove(id).owner()).free(id);
        }
        return mine;
    }

    private PagerContents play(PageTransaction transaction, PagerContents begun, int depth) {
        PagerContents mine = begun;
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            int dice = random.nextInt(12);
            boolean full = mine.pages().size() >= most;
            if (mine.pages().isEmpty() || dice < 3 && !full) {
                allocate(transaction, mine);
            } else if (dice < 6) {
                edit(transaction, mine);
            } else if (dice < 8 || full) {
                free(transaction, mine, mine.pages().size() - 1);
            } else if (dice < 9) {
                mine.root(random.nextLong());
                transaction.setRoot(mine.root());
            } else if (dice < 10) {
                transaction.releasePages();
            } else if (depth < DEPTH) {
                mine = statement(transaction, mine, depth);
            }
        }
        return mine;
    }

    private void allocate(PageTransaction transaction, PagerContents mine) {
        Held held = new Held(TYPES[random.nextInt(TYPES.length)], random.nextInt(OWNERS), ++stamps);
        MutablePage page = transaction.writer(held.type(), held.owner()).allocate();
        assertTrue(page.id() > 0 && page.id() < transaction.pageCount(), () -> "a new page is " + page);
        assertFalse(mine.pages().containsKey(page.id()), () -> page + " is new, and in use already");
        assertEquals(held.type(), page.type(), "type of a new page");
        assertEquals(held.owner(), page.owner(), "owner of a new page");
        assertTrue(PagerFilling.isBlank(page), () -> page + " is new, and not all zeros");
        PagerFilling.write(page, held.stamp());
        mine.pages().put(page.id(), held);
    }

    private void edit(PageTransaction transaction, PagerContents mine) {
        long id = mine.any(random);
        Held before = mine.pages().get(id);
        Held held = new Held(before.type(), before.owner(), ++stamps);
        MutablePage page = transaction
                .writer(TYPES[random.nextInt(TYPES.length)], held.owner())
                .edit(id);
        assertNull(PagerContents.fault(page, id, before), "a page to change is as the transaction sees it");
        PagerFilling.write(page, held.stamp());
        mine.pages().put(id, held);
    }

    /** A statement within a savepoint, which is released, undone, or left to the end of the one around it. */
    private PagerContents statement(PageTransaction transaction, PagerContents before, int depth) {
        int savepoint = transaction.savepoint();
        PagerContents after = play(transaction, before.copy(), depth + 1);
        int end = random.nextInt(depth > 0 ? 5 : 4);
        if (end < 2) {
            transaction.release(savepoint);
        } else if (end < 4) {
            transaction.rollbackTo(savepoint);
            assertNull(
                    before.difference(transaction, transaction.root()), "a savepoint brings back what was before it");
            return before;
        }
        return after;
    }
}
