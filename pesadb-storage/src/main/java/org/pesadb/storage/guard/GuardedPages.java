package org.pesadb.storage.guard;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The pages of one index, and no others: what a kind of index reads, changes and gives back goes through it. A number of a page that is
 * another's, or none at all, may come from a damaged page as well as from a fault of the kind, so the error is CORRUPT and names both. A
 * page of the index that is damaged by itself is nobody's fault and told as it is. Of one call.
 */
class GuardedPages implements PageReader {
    final Component kind;
    final IndexDefinition definition;
    private final PageReader pages;

    /**
     * @param kind       what reads them
     * @param definition of the index whose pages they are
     * @param pages      all pages
     */
    GuardedPages(Component kind, IndexDefinition definition, PageReader pages) {
        this.kind = kind;
        this.definition = definition;
        this.pages = pages;
    }

    @Override
    public Page page(long id) {
        Page page;
        try {
            page = pages.page(id);
        } catch (CorruptException refused) {
            if (id < 0 || id >= pages.pageCount()) {
                throw strayed(id, refused.getMessage(), refused);
            }
            throw refused;
        }
        if (page.type() != PageType.INDEX || page.owner() != definition.owner()) {
            throw strayed(id, "it is " + page + ", not a page of this index", null);
        }
        return page;
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    CorruptException strayed(long id, String what, Throwable cause) {
        return new CorruptException(
                "index " + definition.name() + ", page " + id + ": " + what
                        + "; unless the file is damaged, which check says, " + Components.describe(kind)
                        + " is at fault",
                cause);
    }

    /** The same to write. */
    static final class Writer extends GuardedPages implements PageWriter {
        private final PageWriter pages;

        /**
         * @param kind       what writes them
         * @param definition of the index whose pages they are
         * @param pages      of the index's owner, which refuses what is not its own
         */
        Writer(Component kind, IndexDefinition definition, PageWriter pages) {
            super(kind, definition, pages);
            this.pages = pages;
        }

        @Override
        public MutablePage edit(long id) {
            try {
                return pages.edit(id);
            } catch (CorruptException refused) {
                throw strayed(id, refused.getMessage(), refused);
            }
        }

        @Override
        public MutablePage allocate() {
            return pages.allocate();
        }

        @Override
        public void free(long id) {
            try {
                pages.free(id);
            } catch (CorruptException refused) {
                throw strayed(id, refused.getMessage(), refused);
            }
        }
    }
}
