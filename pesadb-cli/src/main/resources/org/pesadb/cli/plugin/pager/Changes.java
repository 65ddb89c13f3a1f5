package @package@;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.spi.MutablePage;

/**
 * The pages that a transaction has changed, and the way back to its savepoints. Of its thread.
 *
 * <pre>
 *                      page 3    page 7    page 9
 *   before                ·         ·         ·      as committed
 *   savepoint 1           A         B         ·      its way back:  3 → A,  9 → ·
 *   savepoint 2           C         B         D      its way back:  3 → C
 *   now                   E         B         D
 * </pre>
 *
 * <p>The first change of a page after a savepoint is made in a copy, and the savepoint keeps what was before. To go back is to put that back. To release a
 * savepoint is to give what it keeps to the one before, as far as that has nothing older.
 *
 * <p>Of the pages there are in memory as many as there is room for; of each of the others only where it is, some hundred bytes.
 */
final class Changes {
    /** Else a transaction would be busy with its file alone. */
    private static final int LEAST_PAGES = 16;

    /** One state of a page: in memory, or else in a slot. */
    private static final class State {
        private MutablePage page;
        private SpillFile.Slot slot;

        State(MutablePage page) {
            this.page = page;
        }
    }

    /** Before a savepoint: the states of the pages that were changed since, null for one that was not changed before, and page 0. */
    private record Savepoint(int number, Root root, Map<Long, State> before) {}

    private final SpillFile spill;
    private final int most;
    private final Map<Long, State> now = new HashMap<>();
    private final Set<State> inMemory = new LinkedHashSet<>();
    private final List<Savepoint> savepoints = new ArrayList<>();
    private int lastNumber;
    private Root root;

    /**
     * @param root  as the transaction begins
     * @param bytes what its pages may take in memory
     */
    Changes(Root root, SpillFile spill, long bytes) {
        this.root = root;
        this.spill = spill;
        most = (int) Math.max(LEAST_PAGES, Math.min(Integer.MAX_VALUE, bytes / PageFormat.BYTES));
    }

    Root root() {
        return root;
    }

    void root(Root changed) {
        root = changed;
    }

    boolean isEmpty() {
        return now.isEmpty();
    }

    /** How many pages may be in memory. */
    int most() {
        return most;
    }

    /** The pages that are changed, in order. */
    long[] pages() {
        return now.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** A changed page, to read; null where it is not changed. */
    MutablePage read(long id) {
        State state = now.get(id);
        return state == null ? null : read(id, state);
    }

    private MutablePage read(long id, State state) {
        return state.page != null ? state.page : spill.read(id, state.slot);
    }

    /** A changed page, to change once more; null where it is not changed. */
    MutablePage edit(long id) {
        State state = now.get(id);
        if (state == null) {
            return null;
        }
        if (!savepoints.isEmpty() && !newest().before.containsKey(id)) {
            return put(PageFormat.copy(read(id, state)));
        }
        if (state.page == null) {
            state.page = spill.read(id, state.slot);
            spill.give(state.slot);
            state.slot = null;
            inMemory.add(state);
        }
        return state.page;
    }

    private Savepoint newest() {
        return savepoints.get(savepoints.size() - 1);
    }

    /** Enters a page that is changed from now on. */
    MutablePage put(MutablePage page) {
        State state = new State(page);
        State before = now.put(page.id(), state);
        inMemory.add(state);
        keep(savepoints.size() - 1, page.id(), before);
        return page;
    }

    /** Gives a state to the savepoint that stands at an index, if it has none of this page, or else to nobody. */
    private void keep(int savepoint, long id, State state) {
        if (savepoint >= 0 && !savepoints.get(savepoint).before.containsKey(id)) {
            savepoints.get(savepoint).before.put(id, state);
        } else if (state != null) {
            drop(state);
        }
    }

    private void drop(State state) {
        if (!inMemory.remove(state)) {
            spill.give(state.slot);
        }
    }

    int savepoint() {
        savepoints.add(new Savepoint(++lastNumber, root, new HashMap<>()));
        return lastNumber;
    }

    void rollbackTo(int number) {
        int first = index(number);
        while (savepoints.size() > first) {
            Savepoint undone = savepoints.remove(savepoints.size() - 1);
            root = undone.root;
            undone.before.forEach((id, state) -> {
                drop(state == null ? now.remove(id) : now.put(id, state));
            });
        }
    }

    void release(int number) {
        int first = index(number);
        while (savepoints.size() > first) {
            Savepoint released = savepoints.remove(savepoints.size() - 1);
            released.before.forEach((id, state) -> keep(savepoints.size() - 1, id, state));
        }
    }

    private int index(int number) {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).number == number) {
                return i;
            }
        }
        throw new IllegalArgumentException("savepoint " + number + " is not open");
    }

    /** Moves pages out of memory where there are too many: all of them, which is plain and comes seldom. A page that was handed out keeps its bytes. */
    void moveOut() {
        if (inMemory.size() > most) {
            for (Iterator<State> states = inMemory.iterator(); states.hasNext(); ) {
                State state = states.next();
                state.slot = spill.write(state.page);
                state.page = null;
                states.remove();
            }
        }
    }
}
