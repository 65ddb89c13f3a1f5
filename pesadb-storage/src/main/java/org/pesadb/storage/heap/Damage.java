package org.pesadb.storage.heap;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * Words for what is wrong with a table's pages: file, table and place, always in one form.
 *
 * @param table the table's name
 * @param owner the owner that its pages must bear
 */
record Damage(String table, int owner) {
    static final String FILE = "main file";

    CorruptException at(long page, String what) {
        return new CorruptException(FILE + ": table " + table + ", page " + page + ": " + what);
    }

    CorruptException at(long page, int slot, String what) {
        return new CorruptException(FILE + ": table " + table + ", page " + page + " slot " + slot + ": " + what);
    }

    /** Makes sure that a page is what the page that led here took it for. */
    <P extends Page> P expect(P page, PageType type) {
        if (page.type() != type || page.owner() != owner) {
            throw at(
                    page.id(),
                    "should be " + type + " of owner " + owner + " but is " + page.type() + " of owner "
                            + page.owner());
        }
        return page;
    }
}
