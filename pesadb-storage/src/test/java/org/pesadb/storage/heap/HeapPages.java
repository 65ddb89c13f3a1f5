package org.pesadb.storage.heap;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * A transaction over pages in memory, of any size: small pages make deep directories of few rows. Keeps each page's type and
 * owner, refuses free pages, and says which pages were touched. Of one thread.
 */
final class HeapPages implements PageTransaction {
    static final int HEADER_BYTES = 24;

    private final int pageBytes;
    private final List<byte[]> images = new ArrayList<>();
    private final List<PageType> types = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();
    private final List<Long> free = new ArrayList<>();
    private final Set<Long> changed = new TreeSet<>();
    private final Set<Long> visited = new TreeSet<>();

    HeapPages(int usableBytes) {
        pageBytes = HEADER_BYTES + usableBytes;
        images.add(null);
        types.add(PageType.ROOT);
        owners.add(0);
    }

    /** A copy of everything. */
    HeapPages copy() {
        HeapPages copy = new HeapPages(pageBytes - HEADER_BYTES);
        copy.images.clear();
        images.forEach(image -> copy.images.add(image == null ? null : image.clone()));
        copy.types.clear();
        copy.types.addAll(types);
        copy.owners.clear();
        copy.owners.addAll(owners);
        copy.free.addAll(free);
        return copy;
    }

    /** The pages in use, in order. */
    Set<Long> used() {
        Set<Long> used = new TreeSet<>();
        for (int id = 1; id < images.size(); id++) {
            if (images.get(id) != null) {
                used.add((long) id);
            }
        }
        return used;
    }

    long used(PageType type) {
        return used().stream().filter(id -> types.get(id.intValue()) == type).count();
    }

    /** The first page of a type, or the last. */
    long find(PageType type, boolean last) {
        return used().stream()
                .filter(id -> types.get(id.intValue()) == type)
                .reduce((a, b) -> last ? b : a)
                .orElseThrow();
    }

    /** The pages changed, freed or allocated since the last call. */
    Set<Long> takeChanged() {
        Set<Long> taken = new TreeSet<>(changed);
        changed.clear();
        return taken;
    }

    /** The pages read or changed since the last call. */
    Set<Long> takeVisited() {
        Set<Long> taken = new TreeSet<>(visited);
        visited.clear();
        return taken;
    }

    void retype(long id, PageType type, int owner) {
        types.set((int) id, type);
        owners.set((int) id, owner);
    }

    /** A page without any check, to damage it. */
    MutablePage raw(long id) {
        return new MutablePage(id, types.get((int) id), owners.get((int) id), images.get((int) id), HEADER_BYTES);
    }

    private byte[] image(long id) {
        if (id <= 0 || id >= images.size() || images.get((int) id) == null) {
            throw new CorruptException("page " + id + " is none of " + images.size() + ", or free");
        }
        visited.add(id);
        return images.get((int) id);
    }

    @Override
    public Page page(long id) {
        byte[] image = image(id);
        return new Page(id, types.get((int) id), owners.get((int) id), image, HEADER_BYTES);
    }

    @Override
    public long pageCount() {
        return images.size();
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        return new Writer(type, owner);
    }

    private final class Writer implements PageWriter {
        private final PageType type;
        private final int owner;

        Writer(PageType type, int owner) {
            this.type = type;
            this.owner = owner;
        }

        @Override
        public MutablePage edit(long id) {
            image(id);
            checkOwner(id);
            changed.add(id);
            return raw(id);
        }

        private void checkOwner(long id) {
            if (owners.get((int) id) != owner) {
                throw new CorruptException("page " + id + " belongs to " + owners.get((int) id));
            }
        }

        @Override
        public MutablePage allocate() {
            long id = free.isEmpty() ? images.size() : free.remove(free.size() - 1);
            if (id == images.size()) {
                images.add(null);
                types.add(type);
                owners.add(owner);
            }
            images.set((int) id, new byte[pageBytes]);
            retype(id, type, owner);
            return edit(id);
        }

        @Override
        public void free(long id) {
            image(id);
            checkOwner(id);
            if (types.get((int) id) != type) {
                throw new IllegalStateException("freed as " + type + ": page " + id + ", " + types.get((int) id));
            }
            images.set((int) id, null);
            free.add(id);
            changed.add(id);
        }

        @Override
        public Page page(long id) {
            return HeapPages.this.page(id);
        }

        @Override
        public long pageCount() {
            return HeapPages.this.pageCount();
        }
    }

    /** A reader of the present state that later changes do not reach. */
    PageReader snapshot() {
        return copy();
    }

    @Override
    public long transaction() {
        return 1;
    }

    @Override
    public long root() {
        return 0;
    }

    @Override
    public void setRoot(long root) {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public int savepoint() {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public void rollbackTo(int savepoint) {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public void release(int savepoint) {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public void awaitBase() {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public void commit() {
        throw new AssertionError("not the heap's affair");
    }

    @Override
    public void rollback() {
        throw new AssertionError("not the heap's affair");
    }
}
