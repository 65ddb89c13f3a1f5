package org.pesadb.testing;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * Pages in memory, for tests of what is built on pages. Counts visits, hands freed pages out again first, refuses pages that
 * are free, and can go back to an earlier state. Of one thread.
 */
public final class MemoryPages implements PageWriter {
    /** The bytes of a page's image before its usable part, as many as the default pager's. */
    public static final int HEADER_BYTES = 24;

    private static final int PAGE_BYTES = 4096;

    private final PageType type;
    private final int owner;
    private final List<byte[]> images = new ArrayList<>();
    private final List<Long> free = new ArrayList<>();
    private long visits;

    /**
     * No pages but page 0, which nobody may have.
     *
     * @param type  of the pages
     * @param owner of the pages
     */
    public MemoryPages(PageType type, int owner) {
        this.type = type;
        this.owner = owner;
        images.add(null);
    }

    /**
     * How many times a page was asked for.
     *
     * @return since the beginning
     */
    public long visits() {
        return visits;
    }

    /**
     * The pages in use.
     *
     * @return how many
     */
    public long used() {
        return images.size() - 1 - free.size();
    }

    /**
     * A copy of the state, which does not change any more.
     *
     * @return to read from, or to go back to
     */
    public MemoryPages copy() {
        MemoryPages copy = new MemoryPages(type, owner);
        copy.restore(this);
        return copy;
    }

    /**
     * Goes back to an earlier state.
     *
     * @param state from {@link #copy()}
     */
    public void restore(MemoryPages state) {
        images.clear();
        state.images.forEach(image -> images.add(image == null ? null : image.clone()));
        free.clear();
        free.addAll(state.free);
    }

    private byte[] image(long id) {
        visits++;
        if (id <= 0 || id >= images.size() || images.get((int) id) == null) {
            throw new CorruptException("page " + id + " is none of " + (images.size() - 1) + ", or free");
        }
        return images.get((int) id);
    }

    @Override
    public Page page(long id) {
        return new Page(id, type, owner, image(id), HEADER_BYTES);
    }

    @Override
    public MutablePage edit(long id) {
        return new MutablePage(id, type, owner, image(id), HEADER_BYTES);
    }

    @Override
    public long pageCount() {
        return images.size();
    }

    @Override
    public MutablePage allocate() {
        long id = free.isEmpty() ? images.size() : free.remove(free.size() - 1);
        if (id == images.size()) {
            images.add(null);
        }
        images.set((int) id, new byte[PAGE_BYTES]);
        return edit(id);
    }

    @Override
    public void free(long id) {
        image(id);
        images.set((int) id, null);
        free.add(id);
    }

    /**
     * A reader of a state that is not written to any more.
     *
     * @return a copy
     */
    public PageReader snapshot() {
        return copy();
    }
}
