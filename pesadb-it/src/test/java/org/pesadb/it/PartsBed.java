package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;
import org.pesadb.testing.MemoryFiles;

/** A database in memory that is opened with parts of a test beside our own, and what is asked of it. */
final class PartsBed {
    static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    /** A table t: id INT PK, name TEXT UNIQUE, kind INT. */
    static final TableSchema SCHEMA =
            new TableSchema("t", List.of(Tables.key("id"), Tables.text("name").asUnique(), Tables.number("kind")));

    private final MemoryFiles files = new MemoryFiles();

    Options.Builder options(Component... parts) {
        return PesaDb.options().files(files).components(Components.installed().with(List.of(parts)));
    }

    Database open(Component... parts) {
        return open(PATH, parts);
    }

    Database open(Path path, Component... parts) {
        return PesaDb.open(path, options(parts).build());
    }

    /** Reads some columns of all rows. */
    static Command columns(String table, String... columns) {
        return new Command.Select(table, List.of(columns), List.of(), null, Command.Limit.NONE);
    }

    /** Joins {@link #SCHEMA} with itself, kind with id. */
    static Command join(String using) {
        return new Command.Join(
                new Command.TableRef("t", "a"),
                new Command.TableRef("t", "b"),
                List.of(new Command.JoinOn("kind", "id")),
                List.of("a.id", "b.name"),
                List.of(),
                null,
                Command.Limit.NONE,
                using);
    }

    static void assertNames(PesaDbException refused, String... parts) {
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), () -> part + " in: " + refused.getMessage());
        }
    }
}
