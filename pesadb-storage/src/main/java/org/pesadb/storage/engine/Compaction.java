package org.pesadb.storage.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogMover;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.guard.GuardedIndexProvider;
import org.pesadb.storage.heap.MoveListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * COMPACT: moves tables, one after another, to the lowest free pages, and gives up the free pages that are behind the last one
 * in use then. Of one statement.
 *
 * <p>Each table moves wholly within one transaction; small ones share one. So the log holds no more at a time than the largest table,
 * and writers get in between. No transaction changes what the tables hold, so it makes no difference to anybody at which of them a
 * compaction is cut short. Readers see their snapshots, in which everything is where it was.
 *
 * <p>Tables go in the order in which they begin in the file, then the catalog: what lies low moves down first and makes room for what
 * lies above. Where pages in use are left behind the point at which a file without gaps would end, those tables move once
 * more, as long as that makes the database smaller.
 *
 * <p>Where hardly a page is free and no table has room on its pages, nothing moves: only free pages at the end are given up. A
 * table by its name moves all the same, since an index may have become sparse. But no transaction is committed that gains
 * nothing, so the database never has more pages than before.
 */
final class Compaction {
    private static final Logger LOGGER = LoggerFactory.getLogger(Compaction.class);

    /** A transaction goes on to the next table until it has moved so many pages, or this part of the free ones... */
    private static final long LEAST_PAGES = 1_000;

    /** ... since each reads and writes the list of free pages once. */
    private static final long PART_OF_FREE = 100;

    private static final int PROGRESS_PAGES = 64;

    /** How often a table moves at most. Each round leaves few pages behind, and the next would save still fewer. */
    private static final int MOST_ROUNDS = 3;

    /** So few free pages are left behind by a compaction. */
    private static final long FEW_PAGES = 2;

    /** What moves as one. */
    private record Part(String table) {
        static final Part CATALOG = new Part(null);
    }

    private final StorageDatabase database;
    private final StatementContext context;
    private final Supplier<PageTransaction> writer;
    private final String only;
    private final ArrayDeque<Part> todo = new ArrayDeque<>();
    private long pagesBefore = -1;
    private long pagesAfter;
    private long pagesLastRound = Long.MAX_VALUE;
    private int rounds;
    private boolean committed;
    private long transaction;

    /**
     * @param writer   takes the writer's place
     * @param only     the table, or null for all of them and the catalog
     */
    Compaction(StorageDatabase database, StatementContext context, Supplier<PageTransaction> writer, String only) {
        this.database = database;
        this.context = context;
        this.writer = writer;
        this.only = only;
    }

    /** Compacts, and returns one row: how many pages the database had, and has. */
    Query run() {
        try {
            do {
                step();
            } while (!todo.isEmpty());
        } catch (RuntimeException | Error failed) {
            if (committed) {
                throw ofPart(failed);
            }
            throw failed;
        }
        if (committed) {
            shortenFile();
        }
        return Query.of(
                List.of(Column.of("pages_before", ColumnType.INT), Column.of("pages_after", ColumnType.INT)),
                new ListStream(List.of(RowBuffer.of(pagesBefore, pagesAfter))));
    }

    /** What comes out where transactions before have moved tables: only of the last one nothing remains. */
    private static PesaDbException ofPart(Throwable failed) {
        String remains = "the tables that it had moved by then stay moved, with all their rows";
        PesaDbException told = Failures.of(failed, "the compaction", remains);
        if (told.outcomeUnknown()) {
            return told; // the last transaction stays moved or not, and programs have to know that nobody knows
        }
        return switch (told.code()) {
            case CANCELLED -> new PesaDbException(told.code(), "the compaction was cancelled; " + remains, failed);
            case BAD_PLUGIN ->
                new PesaDbException(
                        told.code(), "the compaction failed; " + remains + ": " + told.getMessage(), failed);
            default -> told;
        };
    }

    private void step() {
        PageTransaction moving = writer.get();
        try {
            Catalog after = move(moving);
            context.checkCancelled();
            if (after != null) {
                moving.commit();
                committed = true;
                database.offer(after);
            } else {
                moving.rollback();
                moving.awaitBase(); // the figures may be of something that is not durable yet
            }
            transaction = moving.transaction();
        } catch (RuntimeException | Error failed) {
            Cleanup.rollback(moving, failed);
            Cleanup.awaitBase(moving, failed); // the reason of the failure may be of something like that too
            throw failed;
        }
    }

    /** The last transaction. */
    long transaction() {
        return transaction;
    }

    /** One transaction; returns the catalog after it, or null where it has gained nothing. */
    private Catalog move(PageTransaction moving) {
        Catalog catalog = database.catalog(moving, moving.root());
        if (pagesBefore < 0) {
            begin(moving, catalog);
        }
        long pages = moving.pageCount();
        long free = moving.freePages();
        moving.takeLowestPages();
        long most = Math.max(LEAST_PAGES, moving.freePages() / PART_OF_FREE);
        long moved = 0;
        while (moved < most && !todo.isEmpty()) {
            Part part = todo.remove();
            if (part.equals(Part.CATALOG)) {
                new CatalogMover().moveCatalog(moving, catalog, listener(moving, "the catalog"));
                moved++;
                catalog = database.readCatalog(moving);
            } else if (catalog.has(part.table)) { // else somebody has dropped it since
                Table table = catalog.table(part.table);
                moved += table.heap().pages(moving) * (1L + table.indexes().size()) + 1;
                catalog = moveTable(moving, catalog, table);
            }
        }
        moving.cutFreePages();
        pagesAfter = moving.pageCount();
        boolean mayGain = moved > 0 && pagesAfter == pages && moving.freePages() >= free; // the next one, perhaps
        if (pagesAfter >= pages && !mayGain) {
            pagesAfter = pages;
            return null;
        }
        if (moved > 0 && todo.isEmpty() && ++rounds < MOST_ROUNDS && pagesAfter < pagesLastRound) {
            pagesLastRound = pagesAfter;
            todo.addAll(leftBehind(moving, catalog));
        }
        return catalog;
    }

    private void begin(PageTransaction moving, Catalog catalog) {
        pagesBefore = moving.pageCount();
        if (only != null) {
            todo.add(new Part(catalog.writableTable(only).name()));
            return;
        }
        catalog.refuseLacking(); // before anything moves
        if (isCompact(moving, catalog)) {
            return;
        }
        List<Table> tables = new ArrayList<>(catalog.tables());
        tables.sort(Comparator.comparingLong(table -> table.heap().root()));
        tables.forEach(table -> todo.add(new Part(table.name())));
        todo.add(Part.CATALOG);
    }

    private static boolean isCompact(PageTransaction moving, Catalog catalog) {
        return moving.freePages() <= Math.max(FEW_PAGES, moving.pageCount() / PART_OF_FREE)
                && catalog.tables().stream().noneMatch(table -> table.heap().hasRoom(moving));
    }

    private Catalog moveTable(PageTransaction moving, Catalog before, Table table) {
        Catalog after = new CatalogMover().move(moving, before, table, this::kind, listener(moving, table.name()));
        Table moved = after.table(table.name());
        TouchedIndexes touched = new TouchedIndexes();
        TableWriter rows = new TableWriter(moved, moving, touched);
        for (TableIndex index : moved.indexes()) {
            rows.fill(index, context);
            moving.releasePages();
        }
        touched.maintain(moving, after);
        return after;
    }

    private IndexProvider kind(TableIndex index) {
        return GuardedIndexProvider.of(
                context.options().components().choose(ComponentKind.INDEX, IndexProvider.class, index.kind()));
    }

    private MoveListener listener(PageTransaction moving, String what) {
        String step = "compacting " + what;
        return (done, total) -> {
            context.checkCancelled();
            moving.releasePages();
            if (done % PROGRESS_PAGES == 0 || done == total) {
                context.progress().report(step, done, total);
            }
        };
    }

    /** Whose pages lie where the free pages would lie, were there no gaps; of what is to be compacted. */
    private Set<Part> leftBehind(PageTransaction moving, Catalog catalog) {
        Map<Integer, String> owners = new HashMap<>();
        for (Table table : catalog.tables()) {
            owners.put(table.owner(), table.name());
            table.indexes().forEach(index -> owners.put(index.owner(), table.name()));
        }
        Set<Part> parts = new LinkedHashSet<>();
        for (long page = moving.pageCount() - moving.freePages(); page < moving.pageCount(); page++) {
            if (!moving.isFree(page)) {
                Part part = new Part(owners.get(moving.page(page).owner())); // null: the catalog's
                if (only == null || only.equals(part.table)) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /**
     * So that the file is shorter when the command ends, unless an older snapshot forbids it: then a later checkpoint does it. A
     * failure does not undo what is durable; it shows in the figures, as that of any other checkpoint. Only a broken pager is told of.
     */
    private void shortenFile() {
        try {
            database.pager().checkpoint();
        } catch (PesaDbException failed) {
            if (failed.code() == ErrorCode.BAD_PLUGIN) {
                throw ofPart(failed);
            }
            LOGGER.warn("The compaction is durable, but the checkpoint after it failed: {}", failed.toString());
            LOGGER.debug("It failed here", failed);
        }
    }
}
