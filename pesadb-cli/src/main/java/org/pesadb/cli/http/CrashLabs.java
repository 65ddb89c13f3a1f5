package org.pesadb.cli.http;

import java.util.List;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.cli.lab.CrashLab;

/** The crash labs of a server. They have no files. Threads share it. */
public final class CrashLabs {
    /** How many there may be at once: each is a few copies of a database in memory, which share what is the same in them. */
    static final int MOST = 8;

    /** How long one is kept for whoever does not come back: time to read what is shown. */
    static final long IDLE_MILLIS = 600_000;

    private final Supplier<Options.Builder> options;
    private final List<TableSchema> tables;
    private final Kept<CrashLab> labs = new Kept<>("crash lab", MOST, IDLE_MILLIS, System::nanoTime);

    /**
     * None yet.
     *
     * @param options what the databases of labs are opened with; a new builder each time
     * @param tables  the sample tables, {@code users} and {@code orders}
     */
    public CrashLabs(Supplier<Options.Builder> options, List<TableSchema> tables) {
        this.options = options;
        this.tables = List.copyOf(tables);
    }

    /** The labs. */
    Kept<CrashLab> kept() {
        return labs;
    }

    /** A lab with a sample. */
    CrashLab sample(Command command) {
        return CrashLab.sample(options, tables, CrashLab.sampleRows(), command);
    }

    /** A lab with a copy. */
    CrashLab copy(Database database, Session session, Command command) {
        return CrashLab.copy(options, database, session, command);
    }
}
