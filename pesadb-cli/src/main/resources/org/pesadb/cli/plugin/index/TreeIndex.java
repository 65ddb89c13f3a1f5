package @package@;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/**
 * A B+tree. Entries stand in leaves, in order of key and row; inner pages lead to them:
 *
 * <pre>
 *                    [ ·  m ]              the root; it never moves
 *                   ╱        ╲
 *            [ ·  d  h ]    [ ·  r ]
 *           ╱    │    ╲      ╱     ╲
 *         a b   d f   h k   m o   r t v     leaves, all on one level
 * </pre>
 *
 * <p>A page that is full is split in two, and its parent gets an entry more; when the root is full, its entries move to a new page below it.
 * A page that has become empty is given back. Pages that are nearly empty stay: to merge those is a good first thing to add.
 *
 * <p>Crashes, rollback, snapshots and other threads need no line here, as everything stands in pages. So there is no field but what
 * the index is for and where its root is.
 */
final class TreeIndex implements Index {
    private final IndexDefinition definition;
    private final long root;

    TreeIndex(IndexDefinition definition, long root) {
        this.definition = definition;
        this.root = root;
    }

    private Node node(PageReader reader, long id) {
        return Node.of(definition, reader, id);
    }

    // ---- to look up

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        // All rows of one key are a small range: from the key to the least one behind it, which is the key and a byte 0.
        return range(reader, key, Arrays.copyOf(key, key.length + 1), false);
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        return new TreeCursor(definition, reader, root, from, to, descending);
    }

    // ---- to add

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        Node top = node(writer, root);
        int longest = Node.longestKey(writer.page(root).size());
        if (key.length > longest) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "a key of " + key.length + " bytes for " + definition.name() + ": the index '@name@' takes " + longest);
        }
        if (definition.unique() && find(writer, key).next() != RowIdCursor.END) {
            return false;
        }
        Split split = insert(writer, top, key, row);
        if (split != null) {
            growBelowRoot(writer, split);
        }
        return true;
    }

    /** A page that was split: the new one, and the least that belongs there. */
    private record Split(byte[] key, long row, long page) {}

    /** Adds an entry somewhere below a node; returns the new page beside the node where it had to be split, else null. */
    private Split insert(PageWriter writer, Node node, byte[] key, long row) {
        if (node.isLeaf()) {
            return add(writer, node, node.seek(key, row), key, row, 0);
        }
        int way = node.way(key, row);
        Split below = insert(writer, node.child(writer, way), key, row);
        return below == null ? null : add(writer, node, node.next(way), below.key, below.row, below.page);
    }

    private Split add(PageWriter writer, Node node, int at, byte[] key, long row, long child) {
        if (node.hasRoom(key)) {
            node.add(writer.edit(node.id()), at, key, row, child); // an edit costs an image in the log: only what changes is edited
            return null;
        }
        int middle = node.middle();
        MutablePage right = writer.allocate();
        Split split = new Split(node.key(middle), node.row(middle), right.id());
        node.move(writer.edit(node.id()), middle, right);
        if (at <= middle) {
            add(writer, node(writer, node.id()), at, key, row, child);
        } else {
            Node half = node(writer, split.page);
            add(writer, half, half.first() + at - middle, key, row, child);
        }
        return split;
    }

    /** The root was split. It keeps its number: what is left in it moves to a page below, beside the new one. */
    private void growBelowRoot(PageWriter writer, Split split) {
        Node top = node(writer, root);
        MutablePage left = writer.allocate();
        MutablePage edited = writer.edit(root);
        top.move(edited, top.first(), left);
        Node.initialize(edited, top.level() + 1);
        Node grown = node(writer, root);
        grown.add(edited, grown.end(), new byte[0], 0, left.id());
        grown = node(writer, root);
        grown.add(edited, grown.end(), split.key, split.row, split.page);
    }

    // ---- to take away

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        Removal removal = delete(writer, node(writer, root), key, row);
        if (removal == Removal.LAST) {
            Node.initialize(writer.edit(root), 0);
        }
        return removal != Removal.NONE;
    }

    /** What came of a deletion: nothing was found, something is left in the page, nothing is left. */
    private enum Removal {
        NONE,
        ONE,
        LAST
    }

    private Removal delete(PageWriter writer, Node node, byte[] key, long row) {
        int at;
        if (node.isLeaf()) {
            at = node.seek(key, row);
            if (at == node.end() || node.compare(at, key, row) != 0) {
                return Removal.NONE;
            }
        } else {
            at = node.way(key, row);
            Node child = node.child(writer, at);
            Removal below = delete(writer, child, key, row);
            if (below != Removal.LAST) {
                return below;
            }
            writer.free(child.id());
        }
        boolean last = at == node.first() && node.next(at) == node.end();
        node.remove(writer.edit(node.id()), at);
        return last ? Removal.LAST : Removal.ONE;
    }

    @Override
    public void drop(PageWriter writer) {
        drop(writer, node(writer, root));
    }

    private void drop(PageWriter writer, Node node) {
        if (!node.isLeaf()) {
            for (int at = node.first(); at < node.end(); at = node.next(at)) {
                drop(writer, node.child(writer, at));
            }
        }
        writer.free(node.id());
    }

    // ---- to verify

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        new Verification(reader, entry, page, found).visit(() -> node(reader, root), root, null, null);
    }

    /** A walk over all pages, which goes on behind a damaged one. */
    private final class Verification {
        private final PageReader reader;
        private final EntryConsumer entries;
        private final LongConsumer pages;
        private final Consumer<Fault> found;
        private final Set<Long> seen = new HashSet<>();
        private byte[] lastKey;

        Verification(PageReader reader, EntryConsumer entries, LongConsumer pages, Consumer<Fault> found) {
            this.reader = reader;
            this.entries = entries;
            this.pages = pages;
            this.found = found;
        }

        /** Visits a page and those below; nothing in them may be less than one bound, nor reach the other. */
        void visit(Supplier<Node> reading, long id, Split least, Split beyond) {
            try {
                Node node = reading.get();
                if (!seen.add(node.id())) {
                    throw node.damaged("two places lead to it");
                }
                pages.accept(node.id());
                if (node.isLeaf()) {
                    leaf(node, least, beyond);
                } else {
                    inner(node, least, beyond);
                }
            } catch (CorruptException damaged) {
                found.accept(new Fault(null, id, "index " + definition.name(), damaged.getMessage()));
            }
        }

        private void inner(Node node, Split least, Split beyond) {
            if (node.end() == node.first()) {
                throw node.damaged("an inner page without entries");
            }
            Split from = least;
            for (int at = node.first(); at < node.end(); at = node.next(at)) {
                int here = at;
                int next = node.next(at);
                Split to = next < node.end() ? new Split(node.key(next), node.row(next), 0) : beyond;
                if (from != null && to != null && compare(from, to) >= 0) {
                    throw node.damaged("its entry at byte " + next + " is out of order");
                }
                visit(() -> node.child(reader, here), node.id(), from, to);
                from = to;
            }
        }

        private void leaf(Node node, Split least, Split beyond) {
            Split last = null;
            for (int at = node.first(); at < node.end(); at = node.next(at)) {
                Split here = new Split(node.key(at), node.row(at), 0);
                boolean inOrder = last == null
                        ? least == null || compare(least, here) <= 0
                        : compare(last, here) < 0;
                if (here.row < 0 || !inOrder || beyond != null && compare(here, beyond) >= 0) {
                    throw node.damaged("its entry at byte " + at + " is out of order");
                }
                if (definition.unique() && Arrays.equals(here.key, lastKey)) {
                    throw node.damaged("its entry at byte " + at + " has the key of another one");
                }
                entries.accept(here.key, here.row);
                last = here;
                lastKey = here.key;
            }
        }

        private int compare(Split one, Split other) {
            int byKey = Arrays.compareUnsigned(one.key, other.key);
            return byKey != 0 ? byKey : Long.compare(one.row, other.row);
        }
    }
}
