package org.pesadb.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which versions of which pages the log holds: from a page's number to the positions of its committed versions, newest
 * first. One thread at a time writes (the holder of the lead); any number read beside it without a lock or an allocation.
 *
 * <p>Invariants. What a reader can reach never changes: a new version gets array elements that no table entry led to
 * before, and only then a release-store of the table entry leads to it. Whatever must grow grows into a new state, and the
 * state before it is never written to again. A reader need not find what is published while it looks: that is newer than
 * its snapshot. Versions come in ascending order of position, so the numbers of their nodes go by position too.
 */
final class PageIndex {
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SMALLEST = 1 << 8;

    /** Holds nothing and has room for nothing, so that it never changes. */
    private static final State EMPTY = new State(2, 0);

    private volatile State state = EMPTY;

    /**
     * The newest version before a position.
     *
     * @param page     the page's number
     * @param snapshot the position, the end of a commit
     * @return its position, or 0 where there is none
     */
    long locate(long page, long snapshot) {
        State now = state;
        int node = now.head(page);
        return node < 0 ? 0 : now.find(node, snapshot);
    }

    /** Whether a committed version of this page stands at this position. */
    boolean contains(long page, long position) {
        return locate(page, position + 1) == position;
    }

    /**
     * Adds a version, newer than all there are of any page.
     *
     * @param page     the page's number
     * @param position the version's
     * @param first    the position where its transaction's records begin: a version of the same page at or after it is
     *                 superseded and never to be seen
     */
    void add(long page, long position, long first) {
        State now = state;
        if (now.isFull()) {
            now = now.grown();
            state = now;
        }
        now.add(page, position, first);
    }

    /** Forgets everything, without making an object; readers that look at this moment may still find it. */
    void clear() {
        state = EMPTY;
    }

    /**
     * Takes on what another index holds, which is not written to any more, in place of all that is here. Makes no object;
     * readers that look at this moment find the one or the other.
     */
    void become(PageIndex other) {
        state = other.state;
    }

    /**
     * The versions that are still to be seen: of each page, the newest before each of some positions.
     *
     * @param from      only versions at or after this position
     * @param positions where snapshots stand, ascending
     * @return in order of position, each once
     */
    KeptVersions kept(long from, long[] positions) {
        State now = state;
        long[] found = new long[64];
        int count = 0;
        for (int at = 0; at < now.table.length; at++) {
            long entry = (long) ENTRY.getAcquire(now.table, at);
            int node = entry == 0 ? State.NONE : State.node(entry);
            for (int next = positions.length - 1; next >= 0 && node != State.NONE; ) {
                node = now.seek(node, positions[next]);
                if (node == State.NONE || now.positions[node] < from) {
                    break;
                }
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = (long) node << 32 | entry >>> 32;
                // All positions beyond this version see it or a newer one that is found already.
                int last = Arrays.binarySearch(positions, 0, next, now.positions[node]);
                next = last < 0 ? -last - 2 : last;
            }
        }
        Arrays.sort(found, 0, count);
        KeptVersions kept = new KeptVersions();
        for (int i = 0; i < count; i++) {
            kept.add(found[i] & 0xFFFF_FFFFL, now.positions[(int) (found[i] >>> 32)]);
        }
        return kept;
    }

    /**
     * The pages that have a version before a position.
     *
     * @param from  only those are listed whose newest such version is at or after this one, greater than 0
     * @param limit the position
     * @return page numbers in order
     */
    long[] pages(long from, long limit) {
        State now = state;
        long[] found = new long[64];
        int count = 0;
        for (int at = 0; at < now.table.length; at++) {
            long entry = (long) ENTRY.getAcquire(now.table, at);
            if (entry != 0 && now.find(State.node(entry), limit) >= from) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = entry >>> 32;
            }
        }
        long[] pages = Arrays.copyOf(found, count);
        Arrays.sort(pages);
        return pages;
    }

    /** Open-addressing table of entries (page << 32 | node + 1, 0 where free), and the nodes, one for each version. */
    private static final class State {
        private static final int NONE = -1;

        private final long[] table;
        private final int shift;
        private final long[] positions;
        /** The next older version of the page. */
        private final int[] older;
        /** An older one farther away, so that a search takes logarithmic time: a hot page has thousands of versions. */
        private final int[] jump;

        private final int[] depth;
        private int pages;
        private int versions;

        /** @param slots a power of two */
        State(int slots, int capacity) {
            table = new long[slots];
            shift = Long.numberOfLeadingZeros(slots) + 1;
            positions = new long[capacity];
            older = new int[capacity];
            jump = new int[capacity];
            depth = new int[capacity];
        }

        private State(State from, int slots, int capacity) {
            table = new long[slots];
            shift = Long.numberOfLeadingZeros(slots) + 1;
            positions = Arrays.copyOf(from.positions, capacity);
            older = Arrays.copyOf(from.older, capacity);
            jump = Arrays.copyOf(from.jump, capacity);
            depth = Arrays.copyOf(from.depth, capacity);
            pages = from.pages;
            versions = from.versions;
            for (long entry : from.table) {
                if (entry != 0) {
                    table[slot(entry >>> 32)] = entry;
                }
            }
        }

        static int node(long entry) {
            return (int) entry - 1;
        }

        boolean isFull() {
            return versions == positions.length || 2 * (pages + 1) > table.length;
        }

        State grown() {
            int capacity = versions < positions.length
                    ? positions.length
                    : Math.max(SMALLEST, Math.addExact(positions.length, positions.length));
            int slots = 2 * (pages + 1) <= table.length ? table.length : Math.max(2 * SMALLEST, table.length * 2);
            return new State(this, slots, capacity);
        }

        /** Where the page's entry is, or the free one where it belongs. */
        private int slot(long page) {
            int at = (int) (page * 0x9E37_79B9_7F4A_7C15L >>> shift);
            for (long entry; (entry = (long) ENTRY.getAcquire(table, at)) != 0 && entry >>> 32 != page; ) {
                at = at + 1 & table.length - 1;
            }
            return at;
        }

        int head(long page) {
            int at = (int) (page * 0x9E37_79B9_7F4A_7C15L >>> shift);
            for (long entry; (entry = (long) ENTRY.getAcquire(table, at)) != 0; at = at + 1 & table.length - 1) {
                if (entry >>> 32 == page) {
                    return node(entry);
                }
            }
            return NONE;
        }

        long find(int head, long snapshot) {
            int node = seek(head, snapshot);
            return node == NONE ? 0 : positions[node];
        }

        /** The first node of a page's chain, from one of its nodes on, whose position is before the snapshot. */
        int seek(int from, long snapshot) {
            int node = from;
            while (node != NONE && positions[node] >= snapshot) {
                int far = jump[node];
                node = far != NONE && positions[far] >= snapshot ? far : older[node];
            }
            return node;
        }

        void add(long page, long position, long first) {
            int at = slot(page);
            int before = node(table[at]);
            if (before == NONE) {
                pages++;
            } else if (positions[before] >= first) {
                before = older[before];
            }
            int node = versions++;
            positions[node] = position;
            older[node] = before;
            depth[node] = depthOf(before) + 1;
            int far = jumpOf(before);
            // Two equal leaps make one of twice the width (a skew-binary list): any depth is O(log n) leaps away.
            jump[node] = depthOf(before) - depthOf(far) == depthOf(far) - depthOf(jumpOf(far)) ? jumpOf(far) : before;
            ENTRY.setRelease(table, at, page << 32 | node + 1);
        }

        private int depthOf(int node) {
            return node == NONE ? 0 : depth[node];
        }

        private int jumpOf(int node) {
            return node == NONE ? NONE : jump[node];
        }
    }
}
