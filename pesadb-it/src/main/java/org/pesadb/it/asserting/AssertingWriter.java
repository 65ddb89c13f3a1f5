package org.pesadb.it.asserting;

import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** A writer that finds out whether it was made for the index that it is given to. Of one thread. */
final class AssertingWriter implements PageWriter {
    private final PageWriter writer;
    private final IndexDefinition definition;

    AssertingWriter(PageWriter writer, IndexDefinition definition) {
        this.writer = writer;
        this.definition = definition;
    }

    @Override
    public MutablePage allocate() {
        MutablePage page = writer.allocate();
        Misuse.unless(
                page.type() == PageType.INDEX && page.owner() == definition.owner(),
                "the writer gives the index on " + definition.name() + ", of owner " + definition.owner() + ", "
                        + page);
        return page;
    }

    @Override
    public MutablePage edit(long id) {
        return writer.edit(id);
    }

    @Override
    public void free(long id) {
        writer.free(id);
    }

    @Override
    public Page page(long id) {
        return writer.page(id);
    }

    @Override
    public long pageCount() {
        return writer.pageCount();
    }
}
