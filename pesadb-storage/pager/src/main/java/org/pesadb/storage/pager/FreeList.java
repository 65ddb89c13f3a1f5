package org.pesadb.storage.pager;

import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * The free pages, as {@link org.pesadb.storage.pager} draws them: trunk pages, themselves free, that list others. Works on the
 * pages of one transaction, so that a rollback takes it back like everything else.
 *
 * <p>A transaction that gathers what is in use at the beginning of the file reads the whole list first, keeps the free pages in
 * order in memory, and writes the list anew at its end ({@link #takeLowestFirst}, {@link #write}).
 *
 * <p>A freed page may be handed out at once: older snapshots still find its older version. What was in a freed page is not
 * logged; the trunk that lists it is.
 */
final class FreeList {
    static final int NEXT = 0;
    static final int COUNT = NEXT + Integer.BYTES;
    static final int IDS = COUNT + Integer.BYTES;

    /** How many pages a trunk lists. */
    static final int CAPACITY = (PageFormat.USABLE_BYTES - IDS) / Integer.BYTES;

    private final WriteTransaction transaction;
    private final DirtyPages dirty;
    private final String file;

    /** All free pages while the lowest is to be taken first, else null: then the trunks say which there are. */
    private PageBits lowestFirst;

    FreeList(WriteTransaction transaction, DirtyPages dirty, String file) {
        this.transaction = transaction;
        this.dirty = dirty;
        this.file = file;
    }

    /** How many free pages there are, as page 0 says it. */
    long count() {
        Root root = dirty.root();
        if (root.freePages() < 0 || root.freePages() >= root.pages()) {
            throw damaged(0, "counts " + root.freePages() + " free pages among " + root.pages());
        }
        return root.freePages();
    }

    MutablePage allocate(PageType type, int owner) {
        Root root = dirty.root();
        long id;
        if (lowestFirst != null) {
            id = lowestFirst.size() == 0 ? extend(root) : takeLowest(root);
        } else {
            id = root.trunk() == 0 ? extend(root) : take(root);
        }
        DirtyPage fresh = DirtyPage.blank(id, type, owner, dirty.newestOpen());
        dirty.put(fresh);
        return fresh.page();
    }

    private long extend(Root root) {
        long id = root.pages();
        if (id >= PageFormat.MAX_PAGES) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    file + " has all " + PageFormat.MAX_PAGES + " pages that a database can have, and none is free");
        }
        dirty.root(root.withPages(id + 1));
        return id;
    }

    private long take(Root root) {
        Page trunk = trunk(root.trunk());
        int count = trunk.getInt(COUNT);
        long left = root.freePages() - 1;
        if (count == 0) {
            dirty.root(root.withFree(trunk.getUnsignedInt(NEXT), left));
            return trunk.id();
        }
        long id = trunk.getUnsignedInt(IDS + (count - 1) * Integer.BYTES);
        refuseInUse(trunk.id(), id, root);
        transaction.editTrunk(trunk).putInt(COUNT, count - 1);
        dirty.root(root.withFree(trunk.id(), left));
        return id;
    }

    private long takeLowest(Root root) {
        long id = lowestFirst.lowest();
        refuseInUse(0, id, root);
        lowestFirst.remove(id);
        dirty.root(root.withFree(root.trunk(), root.freePages() - 1));
        return id;
    }

    private void refuseInUse(long trunk, long id, Root root) {
        DirtyPage state = dirty.get(id);
        if (id == 0 || id >= root.pages() || state != null && !state.isFreed()) {
            throw damaged(trunk, "lists page " + id + ", which is in use or beyond the end");
        }
    }

    void free(long id) {
        Root root = dirty.root();
        if (lowestFirst != null) {
            if (!lowestFirst.add(id)) {
                throw damaged(id, "is free, and is given back once more");
            }
            dirty.free(id);
            dirty.root(root.withFree(root.trunk(), root.freePages() + 1));
            return;
        }
        Page trunk = root.trunk() == 0 ? null : trunk(root.trunk());
        int count = trunk == null ? CAPACITY : trunk.getInt(COUNT);
        if (count == CAPACITY) {
            DirtyPage fresh = DirtyPage.blank(id, PageType.FREE, 0, dirty.newestOpen());
            fresh.page().putInt(NEXT, (int) root.trunk());
            dirty.put(fresh);
            dirty.root(root.withFree(id, root.freePages() + 1));
            return;
        }
        MutablePage changed = transaction.editTrunk(trunk);
        changed.putInt(IDS + count * Integer.BYTES, (int) id);
        changed.putInt(COUNT, count + 1);
        dirty.free(id);
        dirty.root(root.withFree(trunk.id(), root.freePages() + 1));
    }

    /** Reads the whole list, so that from now on the lowest free page is taken first. Until {@link #write} there are no trunks. */
    void takeLowestFirst() {
        if (lowestFirst != null) {
            return;
        }
        Root root = dirty.root();
        PageBits free = new PageBits();
        for (long trunk = root.trunk(); trunk != 0; ) {
            Page page = trunk(trunk);
            enter(free, trunk, trunk, root);
            for (int i = 0; i < page.getInt(COUNT); i++) {
                enter(free, page.getUnsignedInt(IDS + i * Integer.BYTES), trunk, root);
            }
            trunk = page.getUnsignedInt(NEXT);
        }
        if (free.size() != root.freePages()) {
            throw damaged(0, "counts " + root.freePages() + " free pages, but their list has " + free.size());
        }
        for (long trunk = root.trunk(); trunk != 0; ) {
            long next = trunk(trunk).getUnsignedInt(NEXT);
            dirty.free(trunk);
            trunk = next;
        }
        dirty.root(root.withFree(0, root.freePages()));
        lowestFirst = free;
    }

    private void enter(PageBits free, long id, long trunk, Root root) {
        if (id != trunk) { // which may have been changed in this transaction
            refuseInUse(trunk, id, root);
        }
        if (!free.add(id)) {
            throw damaged(trunk, "lists page " + id + ", which the list has already");
        }
    }

    boolean takesLowestFirst() {
        return lowestFirst != null;
    }

    /** Whether a page is free, where {@link #takeLowestFirst} was called. */
    boolean isFree(long id) {
        return lowestFirst.contains(id);
    }

    /** Takes the free pages at the end out of the database, where {@link #takeLowestFirst} was called. */
    long cut() {
        Root root = dirty.root();
        long pages = root.pages();
        while (lowestFirst.contains(pages - 1)) {
            lowestFirst.remove(--pages);
        }
        long cut = root.pages() - pages;
        dirty.root(root.withFree(root.trunk(), root.freePages() - cut).withPages(pages));
        return cut;
    }

    /**
     * Writes the list anew where {@link #takeLowestFirst} was called, for those who come after: each trunk lists pages below
     * itself and above those of the trunk before it, the lowest last. So they too are handed out from the beginning of the file.
     */
    void write() {
        if (lowestFirst == null) {
            return;
        }
        long trunk = 0;
        for (long id = lowestFirst.highest(dirty.root().pages()); id != PageBits.NONE; ) {
            DirtyPage fresh = DirtyPage.blank(id, PageType.FREE, 0, dirty.newestOpen());
            int count = 0;
            for (id = lowestFirst.highest(id); id != PageBits.NONE && count < CAPACITY; id = lowestFirst.highest(id)) {
                fresh.page().putInt(IDS + count * Integer.BYTES, (int) id);
                count++;
            }
            fresh.page().putInt(COUNT, count);
            fresh.page().putInt(NEXT, (int) trunk);
            dirty.put(fresh);
            trunk = fresh.id();
        }
        dirty.root(dirty.root().withFree(trunk, lowestFirst.size()));
    }

    private Page trunk(long id) {
        Page trunk = transaction.trunk(id);
        String fault = trunkFault(trunk);
        if (fault != null) {
            throw damaged(id, fault);
        }
        return trunk;
    }

    /**
     * Judges a page that should be a trunk.
     *
     * @param trunk a page
     * @return null where it is one, else what is wrong
     */
    static String trunkFault(Page trunk) {
        if (trunk.type() != PageType.FREE) {
            return "is of type " + trunk.type() + ", but the list of free pages leads to it";
        }
        int count = trunk.getInt(COUNT);
        return count < 0 || count > CAPACITY ? "lists " + count + " free pages, more than it has room for" : null;
    }

    private CorruptException damaged(long id, String what) {
        return new CorruptException(
                file + " page " + id + " (list of free pages) " + what + "; restore the database from a backup");
    }
}
