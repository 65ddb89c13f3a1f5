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

    FreeList(WriteTransaction transaction, DirtyPages dirty, String file) {
        this.transaction = transaction;
        this.dirty = dirty;
        this.file = file;
    }

    MutablePage allocate(PageType type, int owner) {
        Root root = dirty.root();
        long id = root.trunk() == 0 ? extend(root) : take(root);
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
        DirtyPage state = dirty.get(id);
        if (id == 0 || id >= root.pages() || state != null && !state.isFreed()) {
            throw damaged(trunk.id(), "lists page " + id + ", which is in use or beyond the end");
        }
        transaction.editTrunk(trunk).putInt(COUNT, count - 1);
        dirty.root(root.withFree(trunk.id(), left));
        return id;
    }

    void free(long id) {
        Root root = dirty.root();
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
