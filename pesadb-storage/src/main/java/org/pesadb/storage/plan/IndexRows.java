package org.pesadb.storage.plan;

import java.util.List;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;

/** The rows of ranges of an index, one range after another; each is opened when its turn comes. Of one thread. */
final class IndexRows implements RowIdCursor {
    private final Index index;
    private final List<KeyRange> ranges;
    private final boolean descending;
    private final PageReader reader;
    private int next;
    private RowIdCursor current = EMPTY;

    IndexRows(Index index, List<KeyRange> ranges, boolean descending, PageReader reader) {
        this.index = index;
        this.ranges = ranges;
        this.descending = descending;
        this.reader = reader;
    }

    @Override
    public long next() {
        long row = current.next();
        while (row == END && next < ranges.size()) {
            current = open(index, ranges.get(next++), descending, reader);
            row = current.next();
        }
        if (row == END) {
            current = EMPTY; // a cursor is not called again after its end
        }
        return row;
    }

    static RowIdCursor open(Index index, KeyRange range, boolean descending, PageReader reader) {
        return range.whole()
                ? index.find(reader, range.from())
                : index.range(reader, range.from(), range.to(), descending);
    }
}
