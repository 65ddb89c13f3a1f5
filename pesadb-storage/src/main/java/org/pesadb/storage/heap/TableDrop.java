package org.pesadb.storage.heap;

import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** Gives a table's pages back: overflow pages before the heap page that points to them, heap pages before their leaf. */
final class TableDrop {
    private final Damage damage;
    private final SlottedPage format;
    private final PageTransaction tx;
    private final PageWriter directory;
    private final PageWriter heap;
    private final PageWriter overflow;

    TableDrop(Damage damage, SlottedPage format, PageTransaction tx) {
        this.damage = damage;
        this.format = format;
        this.tx = tx;
        this.directory = tx.writer(PageType.DIRECTORY, damage.owner());
        this.heap = tx.writer(PageType.HEAP, damage.owner());
        this.overflow = tx.writer(PageType.OVERFLOW, damage.owner());
    }

    void run(long root) {
        node(DirectoryNode.check(damage, directory.page(root)));
    }

    private void node(Page page) {
        int level = DirectoryNode.level(page);
        for (int entry = 0; entry < DirectoryNode.entries(page); entry++) {
            if (level == 0) {
                heapPage(DirectoryNode.key(page, entry));
            } else {
                node(DirectoryNode.read(damage, directory, DirectoryNode.child(page, entry), level - 1));
            }
        }
        directory.free(page.id());
    }

    private void heapPage(long id) {
        Page page = format.check(heap.page(id));
        for (int number = 0, slots = SlottedPage.slots(page); number < slots; number++) {
            int slot = format.slot(page, number);
            if (SlottedPage.kind(slot) == SlottedPage.OVERFLOW) {
                OverflowChain.at(damage, page, number, SlottedPage.offset(slot)).free(damage, overflow);
            }
        }
        heap.free(id);
        tx.releasePages(); // the directory pages on the way here are only read
    }
}
