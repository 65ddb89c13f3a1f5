package org.pesadb.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.pesadb.api.spi.IndexNode;

/**
 * Goes through the pages of a tree, each before those below it, and reads one at a time. It comes to no more of them than the database has:
 * damaged pages may lead in circles, or several to the same. Of one thread.
 */
public final class NodeWalk implements Iterator<IndexNode> {
    private record Pending(int depth, long page) {}

    private final Reader reader;
    private final LongFunction<RuntimeException> tooMany;
    private long left;
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
     * @param root    where to begin
     * @param most    how many pages the database has
     * @param reader  reads pages
     * @param tooMany what to throw where it would come to more pages than that; given the next one's number
     */
    public NodeWalk(long root, long most, Reader reader, LongFunction<RuntimeException> tooMany) {
        this.reader = reader;
        this.left = most;
        this.tooMany = tooMany;
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
        if (left-- == 0) {
            throw tooMany.apply(next.page);
        }
        Deque<Pending> below = new ArrayDeque<>();
        IndexNode node = reader.read(next.depth, next.page, page -> below.push(new Pending(next.depth + 1, page)));
        below.forEach(pending::push); // the last one first, so that the first one comes out
        return node;
    }
}
