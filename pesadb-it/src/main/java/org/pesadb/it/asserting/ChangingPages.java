package org.pesadb.it.asserting;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * The pages that a caller may change now. It gets copies; at the end of their time what stands in them goes to the pager's own pages, and
 * they are filled with a pattern: who reads on in one reads nonsense, and who writes on in one is found. Of the transaction's thread.
 */
final class ChangingPages {
    private static final int KEPT = 64;
    private static final byte NONSENSE = (byte) 0xA5;

    private record Changing(MutablePage real, MutablePage given) {}

    private final Map<Long, Changing> pages = new LinkedHashMap<>();
    private final Deque<MutablePage> ended = new ArrayDeque<>();

    /** The copy of a page for its caller. */
    MutablePage give(MutablePage real) {
        Changing changing = pages.get(real.id());
        if (changing == null) {
            changing = new Changing(
                    real,
                    new MutablePage(
                            real.id(), real.type(), real.owner(), real.array().clone(), real.arrayIndex(0)));
            pages.put(real.id(), changing);
        }
        return changing.given();
    }

    /** What a page under change shows to who reads it now; null where it is not. */
    Page read(long id) {
        Changing changing = pages.get(id);
        return changing == null ? null : copy(changing.given());
    }

    /** The same bytes, for one reader alone. */
    static Page copy(Page page) {
        return new Page(page.id(), page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
    }

    /** The time of all of them ends. */
    void end(boolean keep) {
        checkEnded();
        for (Changing changing : pages.values()) {
            MutablePage given = changing.given();
            if (keep) {
                changing.real().put(0, given.array(), given.arrayIndex(0), given.size());
            }
            retire(given);
        }
        pages.clear();
    }

    /** The time of one ends, which was freed. */
    void drop(long id) {
        Changing changing = pages.remove(id);
        if (changing != null) {
            retire(changing.given());
        }
    }

    private void retire(MutablePage given) {
        Arrays.fill(given.array(), NONSENSE);
        ended.addLast(given);
        if (ended.size() > KEPT) {
            check(ended.removeFirst());
        }
    }

    /** Looks whether somebody wrote into a page after its time; that is told once. */
    void checkEnded() {
        List<MutablePage> all = List.copyOf(ended);
        ended.removeIf(page -> !isNonsense(page));
        all.forEach(ChangingPages::check);
    }

    private static boolean isNonsense(MutablePage given) {
        for (byte now : given.array()) {
            if (now != NONSENSE) {
                return false;
            }
        }
        return true;
    }

    private static void check(MutablePage given) {
        Misuse.unless(
                isNonsense(given),
                given
                        + " was changed after its time: a savepoint, a rollback, releasePages(), a free or the commit ended it; ask"
                        + " PageWriter.edit again");
    }
}
