package org.pesadb.index;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;

/**
 * What verifying an index takes, whatever its structure: walks every page once, tells of every fault and goes on beside it. Pages seen
 * are remembered, so that one to which two places lead is a fault and a circle ends. Of one thread.
 */
public abstract class IndexWalk {
    private final IndexDefinition definition;
    private final PageReader reader;
    private final LongConsumer pages;
    private final Consumer<Fault> faults;
    private final PageSet seen = new PageSet();

    /**
     * Begins a walk.
     *
     * @param definition of the index
     * @param reader     gives its pages
     * @param pages      is given the number of every page of the index once
     * @param faults     is told every fault
     */
    protected IndexWalk(IndexDefinition definition, PageReader reader, LongConsumer pages, Consumer<Fault> faults) {
        this.definition = definition;
        this.reader = reader;
        this.pages = pages;
        this.faults = faults;
    }

    /**
     * What to throw for a page.
     *
     * @param page its number
     * @param what is wrong with it
     * @return to be thrown
     */
    protected abstract CorruptException damaged(long page, String what);

    /**
     * What to throw where the page that was read last leads outside itself.
     *
     * @param offset what came of that
     * @return to be thrown
     */
    protected abstract CorruptException damaged(IndexOutOfBoundsException offset);

    /**
     * Whether every key stands at most once.
     *
     * @return as the index is defined
     */
    public final boolean isUnique() {
        return definition.unique();
    }

    /**
     * Counts a page as the index's, once.
     *
     * @param id its number
     * @throws CorruptException where there is no such page, two places lead to it, or it cannot be read
     */
    public final void claim(long id) {
        if (id <= 0 || id >= reader.pageCount()) {
            throw damaged(id, "something leads to it, but there is no such page");
        }
        if (!seen.add(id)) {
            throw damaged(id, "two places lead to it");
        }
        Page page;
        try {
            page = reader.page(id);
        } catch (CorruptException e) {
            pages.accept(id);
            throw e;
        }
        if (page.type() == PageType.INDEX && page.owner() == definition.owner()) {
            pages.accept(id);
        }
    }

    /**
     * Tells a fault.
     *
     * @param page of this page
     * @param what is wrong
     */
    public final void fault(long page, String what) {
        faults.accept(new Fault(null, page, "index " + definition.name(), what));
    }

    /**
     * Does a part of the work; what ends it early is told as a fault of a page.
     *
     * @param page its number
     * @param part the work
     * @return whether it came to its end
     */
    public final boolean guarded(long page, Runnable part) {
        try {
            part.run();
            return true;
        } catch (CorruptException e) {
            fault(page, e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            fault(page, damaged(e).getMessage());
        }
        return false;
    }
}
