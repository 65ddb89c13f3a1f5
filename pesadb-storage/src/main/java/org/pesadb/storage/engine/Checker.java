package org.pesadb.storage.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogReader;
import org.pesadb.storage.catalog.DamagedCatalog;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.catalog.Use;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.heap.RowBytes;

/**
 * Verifies a snapshot: from the catalog down to every row and index entry, and then every page by itself. The walk comes first,
 * for it finds out which page belongs to whom, so that a page whose own header is damaged can still be named.
 *
 * <p>Rows and entries are compared by a sum over hashes of (key, row), which needs no memory; only where the sums differ is each
 * looked up, to say which. Faults are told as they are found, and nothing ends at the first one: where the catalog is damaged, the
 * tables are checked that can still be found, by way of a {@link DamagedCatalog}.
 */
final class Checker {
    /** So many faults of pages are kept until it is known which of them are free; more are told without that. */
    private static final int MOST_KEPT = 10_000;

    private final Path path;
    private final Pager pager;
    private final PageSnapshot snapshot;
    private final CheckedPages pages;
    private final CatalogReader catalogs;
    private final RowCodec standard;
    private final Consumer<Fault> found;
    private final PageOwners owners = new PageOwners();
    private final PageOwners told = new PageOwners();
    private final Set<String> delivered = new HashSet<>();
    private final Map<Integer, String> names = new HashMap<>();

    /** The owners that a fault was found in, so that not all of their pages may have been reached. */
    private final Set<Integer> faulty = new HashSet<>();

    /**
     * @param path     the main file, for messages
     * @param pager    of the database
     * @param snapshot what is verified
     * @param catalogs reads the catalog
     * @param standard what the catalog is taken to be written with where it cannot say
     * @param found    is told every fault
     */
    Checker(
            Path path,
            Pager pager,
            PageSnapshot snapshot,
            CatalogReader catalogs,
            RowCodec standard,
            Consumer<Fault> found) {
        this.path = path;
        this.pager = pager;
        this.snapshot = snapshot;
        pages = new CheckedPages(snapshot);
        this.catalogs = catalogs;
        this.standard = standard;
        this.found = found;
    }

    void run() {
        names.put(0, "the database");
        claim(0, 0);
        boolean whole = walk();
        List<Fault> nobodys = new ArrayList<>(); // kept until it is known which of the pages are free
        for (long page : pager.verify(snapshot, fault -> tellOrKeep(fault, nobodys))) {
            claim(page, PageOwners.FREE);
        }
        nobodys.forEach(fault -> tell(named(fault)));
        if (whole) {
            for (long page = 0; page < snapshot.pageCount(); page++) {
                if (owners.get(page) == PageOwners.NOBODY && !missed(page)) {
                    tell(new Fault(null, page, null, "the page belongs to nothing and is not free"));
                }
            }
        }
    }

    /** Whether a page that was not reached lies beneath a fault of its owner, which was told: it only follows from that. */
    private boolean missed(long page) {
        try {
            return faulty.contains(pages.page(page).owner());
        } catch (CorruptException unreadable) {
            return true; // that was told of the page itself
        }
    }

    /** A page found damaged by itself was told already where somebody missed what is in it. */
    private void tellOrKeep(Fault fault, List<Fault> kept) {
        if (fault.page() >= 0 && told.get(fault.page()) != PageOwners.NOBODY) {
            return;
        }
        boolean nobodys = fault.page() >= 0 && owners.get(fault.page()) == PageOwners.NOBODY;
        if (nobodys && kept.size() < MOST_KEPT) {
            kept.add(fault);
        } else {
            tell(named(fault));
        }
    }

    /** Goes down from the catalog; returns whether it led to every table. */
    private boolean walk() {
        try {
            pages.page(0); // else a database whose catalog nobody can find would look like an empty one
            if (snapshot.root() != 0) {
                claim(snapshot.root(), 0);
            }
            Catalog catalog = catalogs.read(pages, snapshot.root());
            catalog.uses().stream().filter(use -> use.lack() != null).forEach(this::tellLack);
            check(List.copyOf(catalog.systemTables()), List.copyOf(catalog.tables()));
            return true;
        } catch (RuntimeException damaged) {
            tell(new Fault(null, -1, "the catalog", reason(damaged), code(damaged)));
            if (lacksPart(damaged)) {
                return false; // without it nothing of the catalog can be read by other ways either
            }
        }
        guard("the catalog", tell -> {
            long[] free = pager.verify(snapshot, fault -> {});
            Survey survey = new Survey(pages, free, Progress.NONE);
            DamagedCatalog left = new DamagedCatalog(pages, survey, catalogs, standard, this::tell)
                    .read(snapshot.root(), survey.catalogRoots(), Set.of());
            check(found(left.systemTables()), found(left.tables()));
        });
        return false;
    }

    private static boolean lacksPart(RuntimeException damaged) {
        return damaged instanceof PesaDbException refused
                && (refused.code() == ErrorCode.MISSING_COMPONENT
                        || refused.code() == ErrorCode.FORMAT_TOO_NEW
                        || refused.code() == ErrorCode.FORMAT_TOO_OLD);
    }

    /** What cannot be had to read a part of the database is told once, with all that it concerns, and that is not looked into. */
    private void tellLack(Use use) {
        PesaDbException missing = use.lack().error(use.toString());
        tell(new Fault(
                null,
                -1,
                use.lack().toString(),
                missing.getMessage() + "; what needs it is not checked",
                missing.code()));
    }

    /** The tables whose beginning is known; of the others it is said that they are not checked. */
    private List<Table> found(List<Table> tables) {
        List<Table> found = new ArrayList<>();
        for (Table table : tables) {
            if (table.heap().root() != 0) {
                found.add(table);
            } else {
                tell(new Fault(
                        null, -1, "table " + table.name(), "nobody knows where it begins, so that it is not checked"));
            }
        }
        return found;
    }

    private void check(List<Table> systemTables, List<Table> tables) {
        systemTables.forEach(this::name);
        tables.forEach(this::name);
        systemTables.forEach(this::check);
        tables.forEach(this::check);
    }

    private void name(Table table) {
        names.put(table.owner(), "table " + table.name());
        for (TableIndex index : table.indexes()) {
            names.put(index.owner(), "index on " + index.label(table.schema()));
        }
    }

    /** A page that could not be had is told once, as itself; what follows from that for others is told too. */
    private void tell(Fault fault) {
        long missed = pages.about(fault.message());
        if (missed < 0) {
            deliver(fault);
            return;
        }
        if (!pages.saysNothingElse(fault.message()) && fault.page() != missed) {
            deliver(fault);
        } else if (told.put(missed, 0) == PageOwners.NOBODY) {
            deliver(new Fault(null, missed, fault.object(), fault.message(), fault.code()));
        }
    }

    /** Who misses a page that reads as something else says what the one before said, with what follows for itself behind a semicolon. */
    private void deliver(Fault fault) {
        if (fault.page() >= 0 && delivered.size() < MOST_KEPT) {
            String what = fault.message().split(";", 2)[0];
            if (!delivered.add(fault.page() + " " + fault.object() + " " + what)) {
                return;
            }
        }
        found.accept(
                fault.file() != null
                        ? fault
                        : new Fault(path.toString(), fault.page(), fault.object(), fault.message(), fault.code()));
    }

    private static String reason(RuntimeException failed) {
        return failed.getMessage() == null ? failed.toString() : failed.getMessage();
    }

    /** What no part throws that is whole comes of damage. */
    private static ErrorCode code(RuntimeException failed) {
        return failed instanceof PesaDbException known ? known.code() : ErrorCode.CORRUPT;
    }

    /** A fault of a single page, with the name of whom the page belongs to. */
    private Fault named(Fault fault) {
        int owner = fault.page() < 0 ? PageOwners.NOBODY : owners.get(fault.page());
        String name = owner == PageOwners.FREE ? "free page" : names.getOrDefault(owner, fault.object());
        return new Fault(fault.file(), fault.page(), name, fault.message(), fault.code());
    }

    private void claim(long page, int owner) {
        if (page >= snapshot.pageCount()) {
            return; // whoever reads it will say so
        }
        int before = owners.put(page, owner);
        if (before != PageOwners.NOBODY) {
            String first = before == PageOwners.FREE ? "the free pages" : names.get(before);
            String second = owner == PageOwners.FREE ? "the free pages" : names.get(owner);
            tell(new Fault(null, page, second, "the page belongs to " + first + " as well"));
        }
    }

    private void check(Table table) {
        if (table.codecLack() != null) {
            faulty.add(table.owner()); // that was told; its pages are reached by nobody
            table.indexes().forEach(index -> check(table, index, false, 0, 0));
            return;
        }
        int[] all = IntStream.range(0, table.schema().size()).toArray();
        RowBuffer row = new RowBuffer(all.length);
        long[] sums = new long[table.indexes().size()];
        long[] counts = new long[1];
        String name = names.get(table.owner());
        boolean whole = guard(
                name,
                tell -> table.heap()
                        .verify(
                                pages,
                                (rowId, bytes, offset, length) -> {
                                    counts[0]++;
                                    try {
                                        table.codec().decode(table.schema(), bytes, offset, length, all, row);
                                        TableWriter.checkNotNull(table, row);
                                        for (int i = 0; i < sums.length; i++) {
                                            sums[i] +=
                                                    hash(table.indexes().get(i).key(row), rowId);
                                        }
                                    } catch (RuntimeException damaged) {
                                        tell.accept(new Fault(
                                                null,
                                                rowId >>> 16,
                                                name,
                                                "slot " + (rowId & 0xFFFF) + ": " + reason(damaged),
                                                code(damaged)));
                                    }
                                },
                                page -> claim(page, table.owner()),
                                tell));
        if (!whole) {
            faulty.add(table.owner());
        }
        for (int i = 0; i < sums.length; i++) {
            check(table, table.indexes().get(i), whole, counts[0], sums[i]);
        }
    }

    /** @param whole whether all rows were read; else nobody can say which entries there should be */
    private void check(Table table, TableIndex index, boolean whole, long rows, long rowSum) {
        if (index.lack() != null) {
            faulty.add(index.owner());
            return;
        }
        String name = names.get(index.owner());
        long most = Heap.mostRows(pages);
        long[] seen = new long[2];
        byte[][] last = {null};
        boolean indexWhole = guard(
                name,
                tell -> index.access()
                        .verify(
                                pages,
                                (key, row) -> {
                                    if (++seen[0] > most) {
                                        throw IndexedRows.damaged(table, index, row, "more rows than there can be");
                                    }
                                    seen[1] += hash(key, row);
                                    if (index.unique() && !KeyEncoding.hasNull(key)) {
                                        if (Arrays.equals(key, last[0])) {
                                            String second = "has a second row for one value, " + place(row);
                                            tell(new Fault(null, row >>> 16, name, second));
                                        }
                                        last[0] = key.clone();
                                    }
                                },
                                page -> claim(page, index.owner()),
                                tell));
        if (!indexWhole) {
            faulty.add(index.owner());
        }
        if (whole && indexWhole && (seen[0] != rows || seen[1] != rowSum)) {
            tell(new Fault(
                    null,
                    -1,
                    name,
                    "has " + seen[0] + " entries for " + rows + " rows, or others than the rows ask for"));
            guard(name, tell -> compare(table, index, name));
        }
    }

    /** Looks every row up in the index, and every entry's row up in the table. */
    private void compare(Table table, TableIndex index, String name) {
        Cancellation never = new Cancellation();
        int[] columns = index.columnsAscending();
        try (TableStream rows = TableStream.scan(table, Predicate.ALL, columns, pages, never)) {
            while (rows.next()) {
                if (!finds(index, index.key(rows.row()), rows.rowId())) {
                    tell(new Fault(null, rows.rowId() >>> 16, name, "lacks the row " + place(rows.rowId())));
                }
            }
        }
        RowBytes bytes = new RowBytes();
        RowBuffer row = new RowBuffer(table.schema().size());
        index.access()
                .verify(
                        pages,
                        (key, rowId) -> {
                            boolean right = table.heap().read(pages, rowId, bytes);
                            if (right) {
                                table.codec()
                                        .decode(
                                                table.schema(),
                                                bytes.array(),
                                                bytes.offset(),
                                                bytes.length(),
                                                columns,
                                                row);
                                right = Arrays.equals(key, index.key(row));
                            }
                            if (!right) {
                                tell(new Fault(
                                        null,
                                        rowId >>> 16,
                                        name,
                                        "has an entry for " + place(rowId) + ", which is not so"));
                            }
                        },
                        page -> {},
                        fault -> {});
    }

    private boolean finds(TableIndex index, byte[] key, long rowId) {
        RowIdCursor rows = index.access().find(pages, key);
        long row = rows.next();
        while (row != RowIdCursor.END && row != rowId) {
            row = rows.next();
        }
        return row == rowId;
    }

    private static String place(long rowId) {
        return "in page " + (rowId >>> 16) + " slot " + (rowId & 0xFFFF);
    }

    private static Fault withObject(Fault fault, String name) {
        return fault.object() != null
                ? fault
                : new Fault(fault.file(), fault.page(), name, fault.message(), fault.code());
    }

    /** Something that tells of faults, and goes on or not. */
    private interface Part {
        void run(Consumer<Fault> tell);
    }

    /** Goes on after damage that a part could not step over; returns whether there was none at all. */
    private boolean guard(String name, Part part) {
        boolean[] whole = {true};
        try {
            part.run(fault -> {
                whole[0] = false;
                tell(withObject(fault, name));
            });
        } catch (RuntimeException damaged) {
            whole[0] = false;
            tell(new Fault(null, -1, name, reason(damaged), code(damaged)));
        }
        return whole[0];
    }

    private static long hash(byte[] key, long row) {
        long hash = row * 0x9E3779B97F4A7C15L;
        for (byte b : key) {
            hash = (hash ^ b) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
