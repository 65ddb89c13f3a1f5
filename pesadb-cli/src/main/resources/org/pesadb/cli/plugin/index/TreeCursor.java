package @package@;

import java.util.ArrayDeque;
import java.util.Deque;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Goes over a range of keys, in either direction: down to the first leaf of it, along the entries, and by way of the parents to the next
 * leaf. It keeps the way by numbers, and asks for the pages anew each time, since those of a large transaction leave memory.
 */
final class TreeCursor implements RowIdCursor {
    private final IndexDefinition index;
    private final PageReader reader;
    private final byte[] from;
    private final byte[] to;
    private final boolean descending;
    private final Deque<Step> way = new ArrayDeque<>();

    /** One page of the way: its entries, and which of them comes next. */
    private static final class Step {
        private final long page;
        private final int[] entries;
        private int next;

        Step(long page, int[] entries, int next) {
            this.page = page;
            this.entries = entries;
            this.next = next;
        }
    }

    /** The range begins at {@code from} and ends before {@code to}; null is no bound. */
    TreeCursor(IndexDefinition index, PageReader reader, long root, byte[] from, byte[] to, boolean descending) {
        this.index = index;
        this.reader = reader;
        this.from = from;
        this.to = to;
        this.descending = descending;
        enter(Node.of(index, reader, root));
    }

    /** Goes on with the entries of a page, at the first or last that is in the range. */
    private void enter(Node node) {
        int[] entries = node.entries();
        byte[] bound = descending ? to : from;
        int before = entries.length; // how many are less than the bound
        if (bound != null) {
            before = 0;
            while (before < entries.length && node.compare(entries[before], bound, 0) < 0) {
                before++;
            }
        } else if (!descending) {
            before = 0;
        }
        // In an inner page the last entry that is less leads to the page in which the bound lies, and the first is less than all.
        boolean first = descending || !node.isLeaf();
        way.push(new Step(node.id(), entries, first ? Math.max(before - 1, node.isLeaf() ? -1 : 0) : before));
    }

    @Override
    public long next() {
        while (!way.isEmpty()) {
            Step step = way.peek();
            if (step.next < 0 || step.next >= step.entries.length) {
                way.pop();
                continue;
            }
            Node node = Node.of(index, reader, step.page);
            int at = step.entries[step.next];
            step.next += descending ? -1 : 1;
            if (!node.isLeaf()) {
                enter(node.child(reader, at));
            } else if (isBeyond(node, at)) {
                way.clear();
            } else {
                return node.row(at);
            }
        }
        return END;
    }

    private boolean isBeyond(Node node, int at) {
        return descending ? from != null && node.compare(at, from, 0) < 0 : to != null && node.compare(at, to, 0) >= 0;
    }
}
