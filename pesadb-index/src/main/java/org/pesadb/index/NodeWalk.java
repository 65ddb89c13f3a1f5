package org.pesadb.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.pesadb.api.spi.IndexNode;

/**
 * Goes through the pages of a tree, each before those below it, and reads one at a time. Where pages lead in a circle it ends in the
 * error that the tree's own check of depths or levels gives. Of one thread.
 */
public final class NodeWalk implements Iterator<IndexNode> {
    private record Pending(int depth, long page) {}

    private final Reader reader;
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** Reads pages of a tree. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads one.
         *
         * @param depth    how many lie above it
         * @param page     its number
         * @param children takes the pages below it, in their order
         * @return the page
         */
        IndexNode read(int depth, long page, Children children);
    }

    /** Takes the pages below a page. */
    @FunctionalInterface
    public interface Children {
        /**
         * A page below.
         *
         * @param page its number
         */
        void add(long page);
    }

    /**
     * @param root   where to begin
     * @param reader reads pages
     */
    public NodeWalk(long root, Reader reader) {
        this.reader = reader;
        pending.push(new Pending(0, root));
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty();
    }

    @Override
    public IndexNode next() {
        if (pending.isEmpty()) {
            throw new NoSuchElementException("the tree has no more pages");
        }
        Pending next = pending.pop();
        Deque<Pending> below = new ArrayDeque<>();
        IndexNode node = reader.read(next.depth, next.page, page -> below.push(new Pending(next.depth + 1, page)));
        below.forEach(pending::push); // the last one first, so that the first one comes out
        return node;
    }
}
