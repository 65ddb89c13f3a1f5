package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogMap;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.HeapListing;
import org.pesadb.storage.heap.HeapMap;
import org.pesadb.storage.heap.RowBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INSPECT: how something lies in the files, as of one state of the database. Of one statement. */
final class Inspection {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

    private static final int SHOWN_BYTES = 16;

    /** No tree is as high; a chain of damaged pages may be longer. */
    private static final int MOST_INDENTED = 40;

    private static final int SHOWN_CHARACTERS = 60;

    private static final int PAGES_OF_A_ROUND = 256;

    /** Columns of the log's records that do not always have a value. */
    private static final int LOG_TRANSACTION = 3;

    private static final int LOG_PAGE = 4;

    private final StorageDatabase database;
    private final Pager pager;
    private final Catalog catalog;
    private final PageReader pages;
    private final StatementContext context;
    private final boolean inTransaction;

    /**
     * @param database      what is looked at
     * @param queries       the state of it
     * @param inTransaction whether that is the state of an explicit transaction
     */
    Inspection(StorageDatabase database, Queries queries, boolean inTransaction) {
        this.inTransaction = inTransaction;
        this.database = database;
        this.pager = database.pager();
        this.catalog = queries.catalog();
        this.pages = queries.reader();
        this.context = queries.context();
    }

    Query of(Command.Inspected subject) {
        if (subject instanceof Command.InspectPage page) {
            return page(page.number());
        } else if (subject instanceof Command.InspectTable table) {
            return table(catalog.table(table.table()));
        } else if (subject instanceof Command.InspectIndex index) {
            return index(catalog.table(index.table()), index.columns());
        } else if (subject instanceof Command.InspectCatalog) {
            return catalog();
        } else if (subject instanceof Command.InspectPages) {
            return pages();
        } else if (subject instanceof Command.InspectLog) {
            return log();
        }
        return free();
    }

    // ---- a page

    private record Piece(int offset, int length, String name, String value) {}

    private Query page(long number) {
        if (number < 0 || number >= pages.pageCount()) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "there is no page " + number + "; the database has pages 0 to " + (pages.pageCount() - 1));
        }
        Page page = pages.page(number);
        List<Piece> pieces = new ArrayList<>();
        pager.describe(page, within(page, 0, pieces));
        describe(page, within(page, page.arrayIndex(0), pieces));
        pieces.sort(Comparator.comparingInt(Piece::offset).thenComparing(Piece::length, Comparator.reverseOrder()));
        List<RowBuffer> rows = new ArrayList<>();
        int end = 0;
        for (Piece piece : pieces) {
            if (piece.offset > end) {
                rows.add(gap(page, end, piece.offset));
            }
            rows.add(row(page, piece.offset, piece.length, piece.name, piece.value));
            end = Math.max(end, piece.offset + piece.length);
        }
        if (end < page.array().length) {
            rows.add(gap(page, end, page.array().length));
        }
        return Query.of(
                List.of(
                        Column.of("offset", ColumnType.INT),
                        Column.of("length", ColumnType.INT),
                        Column.of("field", ColumnType.TEXT),
                        Column.of("value", ColumnType.TEXT),
                        Column.of("bytes", ColumnType.TEXT)),
                new ListStream(rows));
    }

    /** Takes pieces that lie on the page: anybody may tell of them, and by what a damaged page says. */
    private static ByteMap within(Page page, int base, List<Piece> pieces) {
        return (offset, length, name, value) -> {
            if (offset >= 0 && length > 0 && offset <= page.array().length - base - length) {
                pieces.add(new Piece(base + offset, length, name, value));
            }
        };
    }

    /** What nobody has told of. */
    private static RowBuffer gap(Page page, int from, int to) {
        for (int i = from; i < to; i++) {
            if (page.array()[i] != 0) {
                return row(page, from, to - from, "", "room that is free, or not described");
            }
        }
        return row(page, from, to - from, "", "zeros");
    }

    private static RowBuffer row(Page page, int offset, int length, String name, String value) {
        int shown = Math.min(SHOWN_BYTES, Math.min(length, page.array().length - offset));
        String bytes = HexFormat.ofDelimiter(" ").formatHex(page.array(), offset, offset + shown);
        return RowBuffer.of(offset, length, name, value, shown < length ? bytes + " ..." : bytes);
    }

    private void describe(Page page, ByteMap into) {
        switch (page.type()) {
            case HEAP, DIRECTORY, OVERFLOW -> {
                Table table = tableOf(page.owner());
                HeapMap.describe(page, table == null ? bytes -> bytes.length() + " bytes" : rowsOf(table), into);
            }
            case INDEX -> {
                TableIndex index = indexOf(page.owner());
                if (index != null && index.lack() == null) {
                    index.access().describe(page, into);
                }
            }
            case CATALOG -> CatalogMap.describe(page, into);
            default -> {
                // The pager's own, which has told all of it.
            }
        }
    }

    private Table tableOf(int owner) {
        for (Table table : allTables()) {
            if (table.owner() == owner) {
                return table.lack() == null ? table : null;
            }
        }
        return null;
    }

    private TableIndex indexOf(int owner) {
        for (Table table : catalog.tables()) {
            for (TableIndex index : table.indexes()) {
                if (index.owner() == owner) {
                    return index;
                }
            }
        }
        return null;
    }

    private List<Table> allTables() {
        List<Table> all = new ArrayList<>(catalog.tables());
        all.addAll(catalog.systemTables());
        return all;
    }

    /** What a row of a table says, such as {@code id=1, name='Alice'}. */
    private static Function<RowBytes, String> rowsOf(Table table) {
        TableSchema schema = table.schema();
        int[] all = Queries.positions(schema, List.of());
        RowBuffer row = new RowBuffer(schema.size());
        return bytes -> {
            table.codec().decode(schema, bytes.array(), bytes.offset(), bytes.length(), all, row);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < schema.size(); i++) {
                Object value = row.get(i);
                String shown = value instanceof String string ? "'" + brief(string) + "'" : String.valueOf(value);
                text.append(i == 0 ? "" : ", ").append(schema.column(i).name()).append('=');
                text.append(value == null ? "NULL" : shown);
            }
            return text.toString();
        };
    }

    private static String brief(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS - 3)) + "...";
    }

    // ---- what is made of pages

    private RowStream rows(Supplier<RowBuffer> next) {
        return rows(next, () -> {});
    }

    private RowStream rows(Supplier<RowBuffer> next, Runnable close) {
        return new ComputedStream(
                () -> {
                    context.checkCancelled();
                    return next.get();
                },
                close);
    }

    private Query pages() {
        long[] free = listedAsFree();
        Map<Integer, String> names = new HashMap<>();
        for (Table table : allTables()) {
            names.put(table.owner(), table.name());
            table.indexes().forEach(index -> names.put(index.owner(), index.label(table.schema())));
        }
        long[] next = new long[1];
        // A look is at the newest commit, and a transaction sees what it has begun with, or its own changes.
        PageLook look = inTransaction ? null : pager.look();
        PageReader seen = look == null ? pages : look;
        return Query.of(
                List.of(
                        Column.of("page", ColumnType.INT),
                        Column.of("type", ColumnType.TEXT),
                        Column.of("of", ColumnType.TEXT),
                        Column.of("cached", ColumnType.INT)),
                rows(
                        () -> {
                            if (next[0] % PAGES_OF_A_ROUND == 0) {
                                pages.page(0); // fails where the statement took too long, and its snapshot was given up
                            }
                            return next[0] < seen.pageCount() ? kind(seen, look, next[0]++, free, names) : null;
                        },
                        look == null ? () -> {} : look::close));
    }

    /** In order; none where nobody tells, or their list is damaged, which is to be seen on its pages. */
    private long[] listedAsFree() {
        try {
            long[] free = pager.freePages(pages);
            if (free != null) {
                Arrays.sort(free);
                return free;
            }
        } catch (CorruptException damaged) {
            LOG.debug("no free pages to be shown", damaged);
        }
        return new long[0];
    }

    /** A page that cannot be read is one to be seen, too. */
    private static RowBuffer kind(PageReader seen, PageLook look, long id, long[] free, Map<Integer, String> names) {
        Long cached = look == null ? null : look.cached(id) ? 1L : 0L; // before it is read
        if (Arrays.binarySearch(free, id) >= 0) {
            return RowBuffer.of(id, "FREE", "", cached);
        }
        try {
            Page page = seen.page(id);
            return RowBuffer.of(id, page.type().name(), names.getOrDefault(page.owner(), ""), cached);
        } catch (PesaDbException damaged) {
            if (damaged.code() != ErrorCode.CORRUPT && damaged.code() != ErrorCode.IO) {
                throw damaged;
            }
            return RowBuffer.of(id, "DAMAGED", "", cached);
        }
    }

    private Query table(Table table) {
        HeapListing listing = table.heap().listing(pages);
        return Query.of(
                List.of(
                        Column.of("page", ColumnType.INT),
                        Column.of("rows", ColumnType.INT),
                        Column.of("free", ColumnType.INT)),
                rows(() -> listing.next()
                        ? RowBuffer.of(listing.page(), (long) listing.rows(), (long) listing.free())
                        : null));
    }

    private Query index(Table table, List<String> columns) {
        int[] positions = columns.stream().mapToInt(table.schema()::position).toArray();
        TableIndex index = table.indexOn(positions);
        String name = TableIndex.label(table.schema(), positions);
        if (index == null) {
            throw new PesaDbException(ErrorCode.NO_SUCH_INDEX, name + " has no index");
        }
        Iterator<IndexNode> shown = index.access().nodes(pages);
        Iterator<IndexNode> nodes = shown == null ? Collections.emptyIterator() : shown;
        return Query.of(
                List.of(
                        Column.of("tree", ColumnType.TEXT),
                        Column.of("page", ColumnType.INT),
                        Column.of("entries", ColumnType.INT),
                        Column.of("detail", ColumnType.TEXT)),
                rows(() -> nodes.hasNext() ? row(nodes.next()) : null));
    }

    private static RowBuffer row(IndexNode node) {
        String branch = node.depth() == 0 ? "" : "   ".repeat(Math.min(node.depth(), MOST_INDENTED) - 1) + "└─ ";
        return RowBuffer.of(branch + node.name(), node.page(), node.entries(), node.detail());
    }

    private Query catalog() {
        List<RowBuffer> rows = new ArrayList<>();
        for (Table table : allTables()) {
            rows.add(RowBuffer.of(
                    table.system() ? "system table" : "table",
                    table.name(),
                    (long) table.owner(),
                    table.heap().root(),
                    table.codec().name() + " version " + table.codecVersion()));
            for (TableIndex index : table.indexes()) {
                rows.add(RowBuffer.of(
                        "index",
                        index.label(table.schema()),
                        (long) index.owner(),
                        null,
                        index.kind() + " version " + index.version() + (index.unique() ? ", unique" : "")));
            }
        }
        return Query.of(
                List.of(
                        Column.of("kind", ColumnType.TEXT),
                        Column.of("name", ColumnType.TEXT),
                        Column.of("owner", ColumnType.INT),
                        Column.of("root", ColumnType.INT),
                        Column.of("detail", ColumnType.TEXT)),
                new ListStream(rows));
    }

    private Query log() {
        LogEntries entries = database.logEntries();
        return Query.of(
                List.of(
                        Column.of("offset", ColumnType.INT),
                        Column.of("length", ColumnType.INT),
                        Column.of("record", ColumnType.TEXT),
                        Column.of("tx", ColumnType.INT),
                        Column.of("page", ColumnType.INT),
                        Column.of("state", ColumnType.TEXT),
                        Column.of("detail", ColumnType.TEXT)),
                entries == null
                        ? new ListStream(List.of())
                        : rows(() -> entries.hasNext() ? row(entries.next()) : null, entries::close));
    }

    private static RowBuffer row(LogEntry entry) {
        RowBuffer row = RowBuffer.of(
                entry.offset(),
                entry.length(),
                entry.kind(),
                entry.transaction(),
                entry.page(),
                entry.state(),
                entry.detail());
        if (entry.transaction() == 0) {
            row.setNull(LOG_TRANSACTION);
        }
        if (entry.page() < 0) {
            row.setNull(LOG_PAGE);
        }
        return row;
    }

    private Query free() {
        long[] told = pager.freePages(pages);
        long[] all = told == null ? new long[0] : told;
        Arrays.sort(all);
        int[] next = new int[1];
        return Query.of(
                List.of(Column.of("page", ColumnType.INT)),
                rows(() -> next[0] < all.length ? RowBuffer.of(all[next[0]++]) : null));
    }
}
