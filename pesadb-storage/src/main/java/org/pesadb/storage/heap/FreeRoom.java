package org.pesadb.storage.heap;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * Finds room for cells, and gives it back.
 *
 * <p>A change of the directory costs a page image in the log, so it is told of free room only now and then. One page, the
 * <em>filling</em> one, takes every insert that fits; the directory shows it with class 0, whatever is free in it. When it
 * is full, another follows: one with enough room on record, else a new one. For every other page class {@code c} on record
 * means that it had {@code c} sixteenths of a page free; a page knows what is on record of it, and reports only once it has
 * half as much again, at least {@link #LEAST_CLASS}. So of the rows deleted from a full page a few per cent touch the
 * directory, and at most about an eighth of a page, or a third of its room, goes unnoticed.
 *
 * <p>An update that grows a row in its page does not report: the record is too high then, until a search finds out.
 */
final class FreeRoom {
    /** A page with less free room than this counts as full. */
    private static final int LEAST_CLASS = 2;

    private static final int HIGHEST_CLASS = 15;
    private static final int CLASSES_BITS = 4;

    private final Damage damage;
    private final SlottedPage format;
    private final Directory directory;
    private final int owner;

    FreeRoom(Damage damage, SlottedPage format, Directory directory) {
        this.damage = damage;
        this.format = format;
        this.directory = directory;
        this.owner = damage.owner();
    }

    /** The class of so much free room. */
    private static int classOf(Page page, int free) {
        return Math.min(HIGHEST_CLASS, free / (page.size() >> CLASSES_BITS));
    }

    /** The class that goes on record for so much free room. */
    private static int recordable(Page page, int free) {
        int freeClass = classOf(page, free);
        return freeClass < LEAST_CLASS ? 0 : freeClass;
    }

    /** The longest cell that the table's pages take. */
    int maximumCell(PageReader reader, InsertHint hint) {
        return hint != null && hint.page() != 0 ? hint.maximumCell() : SlottedPage.maximumCell(directory.root(reader));
    }

    /**
     * A page that a new cell fits into.
     *
     * @param hint the page that was found last, or null
     */
    MutablePage forCell(PageTransaction tx, int length, InsertHint hint) {
        PageWriter writer = tx.writer(PageType.HEAP, owner);
        if (hint != null && hint.page() != 0) {
            MutablePage page = writer.edit(hint.page());
            if (format.fits(page, length)) {
                return page;
            }
        }
        long filling = directory.filling(tx);
        Page full = filling == 0 ? null : format.check(tx.page(filling));
        if (full != null && format.fits(full, length)) {
            return remember(hint, writer.edit(filling));
        }
        MutablePage page = otherPage(tx, writer, length);
        int left = SlottedPage.free(page) - format.need(length);
        PageWriter entries = tx.writer(PageType.DIRECTORY, owner);
        if (full != null && left < SlottedPage.free(full)) {
            // A large row among small ones: what is being filled has more room left than this page will have.
            record(entries, page, recordable(page, left));
            return page;
        }
        record(entries, page, 0);
        directory.setFilling(entries, page.id());
        if (full != null && recordable(full, SlottedPage.free(full)) > 0) {
            record(entries, writer.edit(filling), recordable(full, SlottedPage.free(full)));
        }
        return remember(hint, page);
    }

    private static MutablePage remember(InsertHint hint, MutablePage page) {
        if (hint != null) {
            hint.set(page.id(), SlottedPage.maximumCell(page));
        }
        return page;
    }

    private MutablePage otherPage(PageTransaction tx, PageWriter writer, int length) {
        PageWriter entries = tx.writer(PageType.DIRECTORY, owner);
        int wanted = classFor(tx, length);
        while (true) {
            long id = wanted > HIGHEST_CLASS ? 0 : directory.find(tx, wanted);
            if (id == 0) {
                MutablePage page = writer.allocate();
                format.format(page);
                directory.add(entries, page.id());
                return page;
            }
            MutablePage page = format.check(writer.edit(id));
            if (SlottedPage.recordedClass(page) < wanted) {
                // Without this, a page that stands in the directory twice would be found again and again.
                throw damage.at(id, "knows of a lower free-room class than the directory has on record");
            }
            if (format.fits(page, length)) {
                return page;
            }
            record(entries, page, recordable(page, SlottedPage.free(page)));
        }
    }

    /** The class that is sure to have room for a cell; higher than all there are where none is. */
    private int classFor(PageReader reader, int length) {
        int unit = directory.root(reader).size() >> CLASSES_BITS;
        return Math.max(LEAST_CLASS, (format.need(length) + unit - 1) / unit);
    }

    private void record(PageWriter entries, MutablePage page, int freeClass) {
        if (SlottedPage.recordedClass(page) != freeClass) {
            SlottedPage.recordClass(page, freeClass);
            directory.setFreeClass(entries, page.id(), freeClass);
        }
    }

    /** To be called after a change that may have made room on a page: reports it, or gives the page back. */
    void released(PageTransaction tx, MutablePage page) {
        boolean empty = SlottedPage.empty(page);
        int freeClass = classOf(page, SlottedPage.free(page));
        int recorded = SlottedPage.recordedClass(page);
        boolean worth = freeClass >= LEAST_CLASS && freeClass >= recorded + Math.max(1, recorded / 2);
        if (!empty && !worth || directory.filling(tx) == page.id()) {
            return;
        }
        PageWriter entries = tx.writer(PageType.DIRECTORY, owner);
        if (empty) {
            directory.remove(entries, page.id());
            tx.writer(PageType.HEAP, owner).free(page.id());
        } else {
            record(entries, page, freeClass);
        }
    }
}
