package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.spi.ComponentKind;

/**
 * What one version of a part's format was written for, according to a catalog. Of one thread while it is made, then immutable.
 */
public final class Use {
    /** So many tables are named, and so many indexes of each; of more it is said how many they are. */
    private static final int MOST_NAMED = 8;

    private final ComponentKind kind;
    private final String name;
    private final int version;
    private final Map<String, List<String>> indexesOf = new LinkedHashMap<>();
    private boolean catalog;
    private Lack lack;

    Use(ComponentKind kind, String name, int version) {
        this.kind = kind;
        this.name = name;
        this.version = version;
    }

    /** The tables of the catalog itself are written with it. */
    void addCatalog() {
        catalog = true;
    }

    /** A table's rows are written with it. */
    void add(String table, Lack absent) {
        indexesOf.computeIfAbsent(table, none -> new ArrayList<>());
        lack = absent != null ? absent : lack;
    }

    /** An index is made with it. */
    void add(String table, String index, Lack absent) {
        indexesOf.computeIfAbsent(table, none -> new ArrayList<>()).add(index);
        lack = absent != null ? absent : lack;
    }

    /**
     * The part's kind.
     *
     * @return CODEC or INDEX
     */
    public ComponentKind kind() {
        return kind;
    }

    /**
     * The part's name.
     *
     * @return as the catalog has it
     */
    public String name() {
        return name;
    }

    /**
     * The version of its format.
     *
     * @return as the catalog has it
     */
    public int version() {
        return version;
    }

    /**
     * The users' tables that need it.
     *
     * @return their names, in order
     */
    public List<String> tables() {
        return List.copyOf(indexesOf.keySet());
    }

    /**
     * Why it cannot be had.
     *
     * @return null where it is there
     */
    public Lack lack() {
        return lack;
    }

    /** What needs it, for people, such as {@code tables a (index on a.id), b (indexes on b.id, b.name)}. */
    @Override
    public String toString() {
        List<String> named = new ArrayList<>();
        indexesOf.forEach((table, indexes) -> {
            if (named.size() < MOST_NAMED) {
                named.add(table + (indexes.isEmpty() ? "" : " (" + on(indexes) + ")"));
            }
        });
        int more = indexesOf.size() - named.size();
        String tables = indexesOf.isEmpty()
                ? ""
                : (indexesOf.size() == 1 ? "table " : "tables ")
                        + String.join(", ", named)
                        + (more > 0 ? " and " + more + " more" : "");
        return catalog ? "the catalog" + (tables.isEmpty() ? "" : ", " + tables) : tables;
    }

    private static String on(List<String> indexes) {
        int more = indexes.size() - MOST_NAMED;
        return (indexes.size() == 1 ? "index on " : "indexes on ")
                + String.join(", ", more > 0 ? indexes.subList(0, MOST_NAMED) : indexes)
                + (more > 0 ? " and " + more + " more" : "");
    }
}
