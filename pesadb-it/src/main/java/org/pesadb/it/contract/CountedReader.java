package org.pesadb.it.contract;

import java.util.HashSet;
import java.util.Set;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;

/**
 * The pages of a snapshot as an index is given them by the kit: counted, and refused where they are none of its own. Of one thread. What an index must not
 * do ends in an AssertionError there and then, so that the index's own place is in its stack trace.
 */
class CountedReader implements PageReader {
    private final PageReader reader;
    private final int owner;
    private final Set<Long> givenBack = new HashSet<>();
    private boolean damaged;
    private boolean strayed;
    private long visits;
    private long limit = Long.MAX_VALUE;

    CountedReader(PageReader reader, int owner) {
        this.reader = reader;
        this.owner = owner;
    }

    /** The pages are damaged: they may lead anywhere, but not for ever. */
    final void damaged(long most) {
        damaged = true;
        limit = most;
    }

    /** How many times a page was asked for. */
    final long visits() {
        return visits;
    }

    /** A page is asked for, be it to read, to change, or to give back. */
    final Page visit(String doing, long id) {
        if (++visits > limit) {
            throw new AssertionError("it asked for pages " + limit + " times and goes on, the last time for " + id);
        }
        if (!damaged && givenBack.contains(id)) {
            throw new AssertionError("it " + doing + " page " + id + ", which it gave back");
        }
        Page page = reader.page(id);
        if (page.type() != PageType.INDEX || page.owner() != owner) {
            String what = "it " + doing + " " + page + ", but its own pages are of owner " + owner;
            if (!damaged) {
                throw new AssertionError(what);
            }
            strayed = true;
            throw new CorruptException(what); // as the engine does: damage may have led there
        }
        return page;
    }

    /**
     * A call has ended in damaged pages. If they led it to a page of somebody else, it was told so, and must have handed that on.
     *
     * @param told whether it said that something is damaged
     */
    final void endDamagedCall(boolean told) {
        boolean stray = strayed;
        strayed = false;
        if (stray && !told) {
            throw new AssertionError(
                    "it was refused a page of somebody else, as damaged, and answers as if nothing were");
        }
    }

    final void givenBack(long id) {
        givenBack.add(id);
    }

    final void allocated(long id) {
        visits++;
        givenBack.remove(id);
    }

    /** The transaction is back at an earlier state: what was given back since may be in use again. */
    final void forgetGivenBack() {
        givenBack.clear();
    }

    @Override
    public Page page(long id) {
        return visit("reads", id);
    }

    @Override
    public final long pageCount() {
        return reader.pageCount();
    }
}
