package org.pesadb.storage.heap;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;

/**
 * Which heap pages a table has, in ascending order, with the free room that they have on record: a B-tree by page number
 * whose root never moves.
 *
 * <p>An inner entry bears the highest class below it, exactly, so that a page with room is found by one way down, and that
 * there is none is known at the root. Free room on record may be more than there is (whoever finds so corrects it) and
 * somewhat less; see {@link FreeRoom}.
 *
 * <p>Full pages are split on the way down, so that there is always room for one entry more above; a page is given back
 * when its last entry goes. A half-empty one is left as it is: there are never more directory pages than heap pages.
 */
final class Directory {
    private final Damage damage;
    private final long root;

    Directory(Damage damage, long root) {
        this.damage = damage;
        this.root = root;
    }

    Page root(PageReader reader) {
        return DirectoryNode.check(damage, reader.page(root));
    }

    private MutablePage editRoot(PageWriter writer) {
        return DirectoryNode.check(damage, writer.edit(root));
    }

    /** The heap page that inserts fill at present; 0 for none. */
    long filling(PageReader reader) {
        return root(reader).getUnsignedInt(DirectoryNode.FILLING);
    }

    void setFilling(PageWriter writer, long id) {
        editRoot(writer).putInt(DirectoryNode.FILLING, (int) id);
    }

    /** The number of heap pages. */
    long heapPages(PageReader reader) {
        return root(reader).getUnsignedInt(DirectoryNode.HEAP_PAGES);
    }

    /** A heap page with at least this class on record; 0 where there is none. Class 0 is never asked for. */
    long find(PageReader reader, int freeClass) {
        Page page = root(reader);
        while (true) {
            int entry = DirectoryNode.firstOfClass(page, freeClass);
            if (entry < 0) {
                if (page.id() != root) {
                    throw damage.at(
                            page.id(), "has no page of free-room class " + freeClass + ", against what stands above");
                }
                return 0;
            }
            if (DirectoryNode.level(page) == 0) {
                return DirectoryNode.key(page, entry);
            }
            page = below(reader, page, entry);
        }
    }

    /**
     * The heap page that stands about so far behind the first one.
     *
     * @param part 0 for the first page to just below 1 for the last one; there is at least one
     */
    long at(PageReader reader, double part) {
        Page page = root(reader);
        double place = part;
        while (true) {
            double entries = place * DirectoryNode.entries(page);
            int entry = Math.min((int) entries, DirectoryNode.entries(page) - 1);
            if (DirectoryNode.level(page) == 0) {
                return DirectoryNode.key(page, entry);
            }
            place = Math.min(1, entries - entry);
            page = below(reader, page, entry);
        }
    }

    private Page below(PageReader reader, Page page, int entry) {
        return DirectoryNode.read(damage, reader, DirectoryNode.child(page, entry), DirectoryNode.level(page) - 1);
    }

    /** Adds a heap page, with class 0 on record. */
    void add(PageWriter writer, long id) {
        MutablePage top = editRoot(writer);
        top.putInt(DirectoryNode.HEAP_PAGES, top.getInt(DirectoryNode.HEAP_PAGES) + 1);
        if (DirectoryNode.full(top)) {
            grow(writer, top);
        }
        Page page = top;
        while (DirectoryNode.level(page) > 0) {
            Page child = below(writer, page, DirectoryNode.floor(page, id));
            if (DirectoryNode.full(child)) {
                split(writer, page.id(), child, id);
                page = writer.page(page.id());
                child = below(writer, page, DirectoryNode.floor(page, id));
            }
            page = child;
        }
        int before = DirectoryNode.floor(page, id);
        if (before >= 0 && DirectoryNode.key(page, before) == id) {
            throw damage.at(page.id(), "has heap page " + id + " already, which was free");
        }
        DirectoryNode.insert(writer.edit(page.id()), before + 1, id, 0, 0);
    }

    /** Moves what the root holds one level down. */
    private void grow(PageWriter writer, MutablePage top) {
        MutablePage child = writer.allocate();
        DirectoryNode.copyEntries(top, child);
        top.clear(DirectoryNode.HEADER_BYTES, top.size() - DirectoryNode.HEADER_BYTES);
        top.putByte(DirectoryNode.LEVEL, DirectoryNode.level(child) + 1);
        top.putShort(DirectoryNode.ENTRIES, 0);
        DirectoryNode.insert(top, 0, 0, child.id(), DirectoryNode.highestClass(child));
    }

    /** Splits a full child so that the coming entry finds room. Where it comes last, as it mostly does, the left stays full. */
    private void split(PageWriter writer, long parentId, Page child, long coming) {
        MutablePage parent = writer.edit(parentId);
        MutablePage left = writer.edit(child.id());
        MutablePage right = writer.allocate();
        right.putByte(DirectoryNode.LEVEL, DirectoryNode.level(left));
        int entries = DirectoryNode.entries(left);
        boolean last = coming > DirectoryNode.key(left, entries - 1);
        // An inner page takes one entry along: it is never empty.
        int from = !last ? entries / 2 : DirectoryNode.level(left) == 0 ? entries : entries - 1;
        long separator = from == entries ? coming : DirectoryNode.key(left, from);
        DirectoryNode.split(left, from, right);
        int entry = DirectoryNode.floor(parent, coming);
        DirectoryNode.setFreeClass(parent, entry, DirectoryNode.highestClass(left));
        DirectoryNode.insert(parent, entry + 1, separator, right.id(), DirectoryNode.highestClass(right));
    }

    /** Puts another class on record for a heap page. */
    void setFreeClass(PageWriter writer, long id, int freeClass) {
        Way way = new Way(writer, id);
        DirectoryNode.setFreeClass(writer.edit(way.leaf()), way.entry(), freeClass);
        way.raise(writer, way.depth);
    }

    /** Takes a heap page out. */
    void remove(PageWriter writer, long id) {
        Way way = new Way(writer, id);
        int depth = way.depth;
        MutablePage page = writer.edit(way.leaf());
        DirectoryNode.remove(page, way.entry());
        while (depth > 0 && DirectoryNode.entries(page) == 0) {
            writer.free(page.id());
            depth--;
            page = writer.edit(way.pages[depth]);
            DirectoryNode.remove(page, way.entries[depth]);
        }
        way.raise(writer, depth);
        MutablePage top = writer.edit(root);
        top.putInt(DirectoryNode.HEAP_PAGES, top.getInt(DirectoryNode.HEAP_PAGES) - 1);
        shrink(writer, top);
    }

    /** Lifts an only child's entries into the root, so that the tree is as high as it must be. */
    private void shrink(PageWriter writer, MutablePage top) {
        while (DirectoryNode.level(top) > 0 && DirectoryNode.entries(top) <= 1) {
            if (DirectoryNode.entries(top) == 0) {
                top.putByte(DirectoryNode.LEVEL, 0);
            } else {
                Page child = below(writer, top, 0);
                DirectoryNode.copyEntries(child, top);
                writer.free(child.id());
            }
        }
    }

    /** The pages from the root down to a heap page's entry, and the entry taken at each. */
    private final class Way {
        final long[] pages = new long[DirectoryNode.MOST_LEVELS];
        final int[] entries = new int[DirectoryNode.MOST_LEVELS];
        int depth;

        Way(PageReader reader, long id) {
            Page page = root(reader);
            while (true) {
                int entry = DirectoryNode.floor(page, id);
                pages[depth] = page.id();
                entries[depth] = entry;
                if (DirectoryNode.level(page) == 0) {
                    if (entry < 0 || DirectoryNode.key(page, entry) != id) {
                        throw damage.at(id, "is a heap page that the directory does not have");
                    }
                    return;
                }
                page = below(reader, page, entry);
                depth++;
            }
        }

        long leaf() {
            return pages[depth];
        }

        int entry() {
            return entries[depth];
        }

        /** Makes the classes above a changed page exact again; stops where one is so already. */
        void raise(PageWriter writer, int from) {
            for (int at = from; at > 0; at--) {
                int highest = DirectoryNode.highestClass(writer.page(pages[at]));
                if (DirectoryNode.freeClass(writer.page(pages[at - 1]), entries[at - 1]) == highest) {
                    return;
                }
                DirectoryNode.setFreeClass(writer.edit(pages[at - 1]), entries[at - 1], highest);
            }
        }
    }
}
