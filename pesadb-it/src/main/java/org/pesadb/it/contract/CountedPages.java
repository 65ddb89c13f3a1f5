package org.pesadb.it.contract;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageWriter;

/** The pages of a transaction as an index is given them by the kit. Of one thread. */
class CountedPages extends CountedReader implements PageWriter {
    private final PageWriter writer;

    CountedPages(PageWriter writer, int owner) {
        super(writer, owner);
        this.writer = writer;
    }

    @Override
    public MutablePage edit(long id) {
        visit("changes", id);
        return writer.edit(id);
    }

    @Override
    public MutablePage allocate() {
        MutablePage page = writer.allocate();
        allocated(page.id());
        return page;
    }

    @Override
    public void free(long id) {
        visit("gives back", id);
        writer.free(id);
        givenBack(id);
    }

    /** The call is over: from here on the index must do without what it was handed out. */
    void endCall() {}

    /** The next entry of a build is asked for: pages to change must be asked for again. */
    void nextEntry() {}
}
