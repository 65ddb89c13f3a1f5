package org.pesadb.storage.catalog;

import java.util.Collection;
import java.util.TreeMap;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Every table as of one version of the schema. Immutable; threads share it. */
public final class Catalog {
    private final long version;
    private final TreeMap<String, Table> tables;
    private final TreeMap<String, Table> systemTables;

    Catalog(long version, TreeMap<String, Table> tables, TreeMap<String, Table> systemTables) {
        this.version = version;
        this.tables = tables;
        this.systemTables = systemTables;
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
     * The users' tables.
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
     * A table.
     *
     * @param name its name
     * @return the table
     * @throws PesaDbException NO_SUCH_TABLE
     */
    public Table table(String name) {
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
     * @throws PesaDbException NO_SUCH_TABLE; READ_ONLY for a system table
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

    Catalog with(long newVersion, Table table) {
        TreeMap<String, Table> changed = new TreeMap<>(tables);
        changed.put(table.name(), table);
        return new Catalog(newVersion, changed, systemTables);
    }

    Catalog without(long newVersion, String name) {
        TreeMap<String, Table> changed = new TreeMap<>(tables);
        changed.remove(name);
        return new Catalog(newVersion, changed, systemTables);
    }
}
