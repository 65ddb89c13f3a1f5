package org.pesadb.storage.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.CatalogReader;
import org.pesadb.storage.catalog.DamagedCatalog;
import org.pesadb.storage.catalog.DamagedCatalog.Unreadable;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.heap.HeapLoss;

/**
 * Brings what can be read of a damaged database into a new one. Of one thread, once.
 *
 * <pre>
 * the free list ─► a survey: whose page is each other one ─► what is left of the catalog ─► for each table: its directory, or else
 * the survey ─► page by page, row by row ─► the new database, which makes every index anew
 * </pre>
 *
 * <p>How many rows were on a page that nobody can read, only the primary key's index can tell: where that is whole, the number of
 * its entries is the number of rows that there were. Then the count of lost rows is exact.
 */
final class SalvageRun {
    private final Path from;
    private final Path to;
    private final Options options;
    private final Consumer<Fault> lost;
    private final Progress progress;
    private final List<Salvage.Table> tables = new ArrayList<>();
    private Path main;
    private PageSnapshot snapshot;
    private Survey survey;
    private DamagedCatalog catalog;
    private boolean logWhole = true;
    private boolean freeListWhole = true;

    SalvageRun(Path from, Path to, Options options, Consumer<Fault> lost, Progress progress) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.lost = lost;
        this.progress = progress;
    }

    Salvage run() {
        try (DamagedDatabase database = DamagedDatabase.open(from, options, this::tellLog)) {
            main = database.main();
            database.tellHeader(lost);
            try (PageSnapshot remains = database.pager().read();
                    SalvageTarget target = SalvageTarget.open(main, to, options)) {
                snapshot = remains;
                look(database.pager());
                catalog.tables().forEach(table -> salvage(table, target));
                catalog.unreadable().forEach(this::giveUp);
                nameless()
                        .forEach(owner ->
                                giveUp(owner, new Unreadable(DamagedCatalog.nameless(owner), ErrorCode.CORRUPT)));
                target.finish();
            }
        }
        return new Salvage(
                tables, logWhole && catalog.whole() && tables.stream().allMatch(Salvage.Table::complete));
    }

    private void look(Pager pager) {
        progress.report("verifying pages", 0, snapshot.pageCount());
        long[] free = pager.verify(snapshot, fault -> freeListWhole &= !Pager.FREE_PAGES.equals(fault.object()));
        survey = new Survey(snapshot, free, progress);
        catalog = new DamagedCatalog(
                        snapshot,
                        survey,
                        new CatalogReader(options.components()),
                        StorageEngine.standardCodec(options),
                        this::tell)
                .read(snapshot.root(), survey.catalogRoots(), freeListWhole ? survey.tables() : Set.of());
    }

    private void tellLog(Fault fault) {
        logWhole = false;
        tell(fault);
    }

    private void tell(Fault fault) {
        lost.accept(
                fault.file() != null
                        ? fault
                        : new Fault(String.valueOf(main), fault.page(), fault.object(), fault.message(), fault.code()));
    }

    private void salvage(Table table, SalvageTarget target) {
        String object = "table " + table.name();
        TableSchema saved = target.create(table);
        if (!saved.name().equals(table.name())) {
            tell(new Fault(
                    null, -1, object, "the catalog has two tables of this name; it is saved as " + saved.name()));
        }
        long[] aside = new long[1];
        SalvagedRows rows = new SalvagedRows(target.session(), saved, (why, id) -> {
            aside[0]++;
            tell(new Fault(null, id >>> 16, object, "slot " + (id & 0xFFFF) + ": the row is put aside: " + why));
        });
        int[] all = IntStream.range(0, table.schema().size()).toArray();
        RowBuffer row = new RowBuffer(all.length);
        long[] shown = new long[1];
        HeapLoss loss = table.heap()
                .salvage(
                        snapshot,
                        survey,
                        (id, bytes, offset, length) -> {
                            if (++shown[0] % 1000 == 0) {
                                progress.report("salvaging " + table.name(), shown[0], -1);
                            }
                            try {
                                decode(table, bytes, offset, length, all, row);
                            } catch (CorruptException damaged) {
                                aside[0]++;
                                tell(new Fault(
                                        null,
                                        id >>> 16,
                                        object,
                                        "slot " + (id & 0xFFFF) + ": " + damaged.getMessage() + "; this row is lost"));
                                return;
                            }
                            rows.add(row, id);
                        },
                        this::tell);
        long salvaged = rows.flush();
        target.index(table, saved.name());
        tables.add(figures(table, salvaged, loss, loss.rows() + aside[0]));
    }

    private void decode(Table table, byte[] bytes, int offset, int length, int[] all, RowBuffer row) {
        table.codec().decode(table.schema(), bytes, offset, length, all, row);
        if (catalog.schemasWhole()) {
            return;
        }
        // It may end before columns that were added after it was written.
        for (int columns = table.schema().size(); columns > 0; columns--) {
            byte[] again = table.codec().encode(firstColumns(table.schema(), columns), row);
            if (Arrays.equals(again, 0, again.length, bytes, offset, offset + length)) {
                return;
            }
        }
        throw new CorruptException("the row does not have the columns that are known of its table");
    }

    private static TableSchema firstColumns(TableSchema schema, int columns) {
        return columns == schema.size()
                ? schema
                : new TableSchema(schema.name(), schema.columns().subList(0, columns));
    }

    private Salvage.Table figures(Table table, long salvaged, HeapLoss loss, long known) {
        boolean exact = logWhole && loss.directoryWhole() && loss.pages() == 0;
        long lostRows = known;
        if (!exact) {
            long entries = entries(table);
            if (entries >= 0) {
                lostRows = Math.max(known, entries - salvaged);
                exact = logWhole && (loss.directoryWhole() || freeListWhole);
            }
        }
        if (!exact && logWhole) { // else it has been said of all tables at once
            tell(new Fault(
                    null,
                    -1,
                    "table " + table.name(),
                    "more rows may be lost than are known to be"
                            + (loss.directoryWhole() || freeListWhole
                                    ? ""
                                    : ", and without the list of free pages deleted rows may have come back")));
        }
        return new Salvage.Table(table.name(), salvaged, lostRows, loss.pages(), exact);
    }

    /** How many rows the primary key's index has; -1 where it cannot be read. */
    private long entries(Table table) {
        var index = table.indexOn(table.schema().primaryKey());
        if (index == null) {
            return -1;
        }
        long[] entries = new long[1];
        try {
            index.access()
                    .verify(snapshot, (key, row) -> entries[0]++, page -> {}, fault -> entries[0] = Long.MIN_VALUE);
        } catch (PesaDbException damaged) {
            return -1;
        }
        return entries[0] < 0 ? -1 : entries[0];
    }

    /** The numbers of tables of which there are heap pages and nothing else. In a whole catalog they are of tables dropped before. */
    private TreeSet<Integer> nameless() {
        TreeSet<Integer> nameless = new TreeSet<>();
        if (!catalog.whole()) {
            nameless.addAll(survey.tables());
            catalog.systemTables().forEach(table -> nameless.remove(table.owner()));
            catalog.tables().forEach(table -> nameless.remove(table.owner()));
            nameless.removeAll(catalog.unreadable().keySet());
        }
        return nameless;
    }

    /** Counts what there is of a table that nobody can read. */
    private void giveUp(int owner, Unreadable table) {
        long[] rows = new long[1];
        Heap heap = new Heap(
                table.name(), owner, 0, StorageEngine.standardCodec(options).tombstone());
        HeapLoss loss = heap.salvage(snapshot, survey, (id, bytes, offset, length) -> rows[0]++, fault -> {});
        tell(new Fault(
                null,
                -1,
                "table " + table.name(),
                table.lacksPart()
                        ? "its rows, about " + rows[0] + ", are in the file and are not saved; keep it, put the part"
                                + " back that cannot be used, and salvage again"
                        : "the catalog does not tell its columns any more; its " + rows[0]
                                + " rows, which can be read, are lost"
                                + (freeListWhole
                                        ? ""
                                        : ", unless it was dropped: the list of free pages cannot be read"),
                table.why()));
        tables.add(new Salvage.Table(table.name(), 0, rows[0] + loss.rows(), loss.pages(), false));
    }
}
