package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ComponentKind;

/**
 * Every table as of one version of the schema. Immutable; threads share it.
 *
 * <p>A table whose codec, or the kind of one of whose indexes, {@linkplain Lack cannot be had} is listed and described; {@link #table} and
 * {@link #writableTable}, through which all that uses tables goes, refuse it.
 */
public final class Catalog {
    private final long version;
    private final TreeMap<String, Table> tables;
    private final TreeMap<String, Table> systemTables;

    /** The names of tables that lack a part; mostly none. A table that is changed lacks none, so they stay the same. */
    private final Set<String> lacking;

    Catalog(long version, TreeMap<String, Table> tables, TreeMap<String, Table> systemTables) {
        this(
                version,
                tables,
                systemTables,
                tables.values().stream()
                        .filter(table -> table.lack() != null)
                        .map(Table::name)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Catalog(
            long version, TreeMap<String, Table> tables, TreeMap<String, Table> systemTables, Set<String> lacking) {
        this.version = version;
        this.tables = tables;
        this.systemTables = systemTables;
        this.lacking = lacking;
    }

    /**
     * The version of the schema.
     *
     * @return 0 before there is a catalog
     */
    public long version() {
        return version;
    }

    /**
     * The users' tables, also those that cannot be used.
     *
     * @return in order of their names
     */
    public Collection<Table> tables() {
        return tables.values();
    }

    /**
     * The tables of the catalog itself.
     *
     * @return in order of their names
     */
    public Collection<Table> systemTables() {
        return systemTables.values();
    }

    /**
     * Whether a table exists.
     *
     * @param name its name
     * @return true for a user's table or a system table
     */
    public boolean has(String name) {
        return tables.containsKey(name) || systemTables.containsKey(name);
    }

    /**
     * A table to be used.
     *
     * @param name its name
     * @return the table
     * @throws PesaDbException NO_SUCH_TABLE; MISSING_COMPONENT, FORMAT_TOO_NEW, FORMAT_TOO_OLD or BAD_PLUGIN where it lacks a part
     */
    public Table table(String name) {
        Table table = listedTable(name);
        if (!lacking.isEmpty() && lacking.contains(name)) {
            throw error(table.lack());
        }
        return table;
    }

    private PesaDbException error(Lack lack) {
        for (Use use : uses()) {
            if (lack.isOf(use)) {
                return lack.error(use.toString());
            }
        }
        throw new IllegalStateException("nothing lacks " + lack);
    }

    /**
     * Refuses to go on where any table lacks a part.
     *
     * @throws PesaDbException as {@link #table}
     */
    public void refuseLacking() {
        for (String name : lacking) {
            table(name);
        }
    }

    /**
     * A table to be described; it may be one that cannot be used.
     *
     * @param name its name
     * @return the table
     * @throws PesaDbException NO_SUCH_TABLE
     */
    public Table listedTable(String name) {
        Table table = tables.getOrDefault(name, systemTables.get(name));
        if (table == null) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_TABLE, "there is no table " + name + "; TABLES lists those there are");
        }
        return table;
    }

    /**
     * A table that commands may change.
     *
     * @param name its name
     * @return the table
     * @throws PesaDbException as {@link #table}; READ_ONLY for a system table
     */
    public Table writableTable(String name) {
        Table table = table(name);
        if (table.system()) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY,
                    name + " belongs to the catalog: it changes by CREATE, DROP, INDEX, ADD and RECODE alone");
        }
        return table;
    }

    /**
     * What the tables are written with: codecs and kinds of indexes, each version of their formats by itself.
     *
     * @return by kind, in the order of the tables' names
     */
    public List<Use> uses() {
        Map<String, Use> codecs = new LinkedHashMap<>();
        Map<String, Use> kinds = new LinkedHashMap<>();
        for (Table table : systemTables.values()) {
            use(codecs, ComponentKind.CODEC, table.codec().name(), table.codecVersion())
                    .addCatalog();
        }
        for (Table table : tables.values()) {
            use(codecs, ComponentKind.CODEC, table.codec().name(), table.codecVersion())
                    .add(table.name(), table.codecLack());
            for (TableIndex index : table.indexes()) {
                use(kinds, ComponentKind.INDEX, index.kind(), index.version())
                        .add(table.name(), index.label(table.schema()), index.lack());
            }
        }
        List<Use> uses = new ArrayList<>(codecs.values());
        uses.addAll(kinds.values());
        return uses;
    }

    private static Use use(Map<String, Use> uses, ComponentKind kind, String name, int version) {
        return uses.computeIfAbsent(name + " " + version, none -> new Use(kind, name, version));
    }

    Catalog with(long newVersion, Table table) {
        TreeMap<String, Table> changed = new TreeMap<>(tables);
        changed.put(table.name(), table);
        return new Catalog(newVersion, changed, systemTables, lacking);
    }

    Catalog without(long newVersion, String name) {
        TreeMap<String, Table> changed = new TreeMap<>(tables);
        changed.remove(name);
        return new Catalog(newVersion, changed, systemTables, lacking);
    }
}
