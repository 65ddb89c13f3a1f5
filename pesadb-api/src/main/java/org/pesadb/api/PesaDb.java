package org.pesadb.api;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where everything begins. It has no state; any thread may call it.
 *
 * <pre>{@code
 * try (Database database = PesaDb.open(Path.of("data", "data.pesa"));
 *         Session session = database.openSession()) {
 *     session.run(new Command.Insert("users", List.of(Operand.of(1), Operand.of("Alice"))));
 * }
 * }</pre>
 */
@Stable(since = 1)
public final class PesaDb {
    private PesaDb() {}

    /**
     * Opens a database with the default options, and makes it, with its folder, where missing.
     *
     * @param path the main file; the log and the lock stand beside it
     * @return the open database, to be closed
     * @throws PesaDbException with the code of what is wrong; nothing is changed then
     */
    public static Database open(Path path) {
        return open(path, Options.builder().build());
    }

    /**
     * Opens a database, and makes it, with its folder, where missing and not read-only.
     *
     * @param path    the main file; the log and the lock stand beside it
     * @param options how to open it
     * @return the open database, to be closed
     * @throws PesaDbException with the code of what is wrong; nothing is changed then
     */
    public static Database open(Path path, Options options) {
        return options.components().engine().open(path, options);
    }

    /**
     * Verifies a database that nobody has open to write, however damaged it is: what {@link Database#check} finds, and what
     * keeps {@link #open(Path, Options)} from opening it. Nothing is written, whatever the options say.
     *
     * @param path    the main file
     * @param options how to read it
     * @param found   is told every fault, in an order that is the same every time; called by this thread
     * @throws PesaDbException DATABASE_LOCKED; NOT_A_DATABASE where nothing in the file is a page of one; IO; MISSING_COMPONENT,
     *     FORMAT_TOO_NEW, FORMAT_TOO_OLD where only another program can read it
     */
    public static void check(Path path, Options options, Consumer<Fault> found) {
        options.components().engine().check(path, options, found);
    }

    /**
     * Brings what can be read of a damaged database into a new one. The source is only read, and may be shared with others that only
     * read it. The new file is made as {@code <to>.partial}, closed, and then renamed, so that it is there whole or not at all.
     *
     * @param from     the main file of the damaged database; its log is read where it stands beside it
     * @param to       the main file of the new one, which must not exist
     * @param options  how to read, and what the new database is made with; {@code readOnly} and {@code initialTables} mean nothing
     *     here
     * @param lost     is told everything that is lost, in an order that is the same every time; called by this thread
     * @param progress is told how far it has come; what it throws ends the work, and nothing is left then
     * @return what became of each table
     * @throws PesaDbException as {@link #check}; and IO, DISK_FULL where the new database cannot be written: nothing is left then
     */
    public static Salvage salvage(Path from, Path to, Options options, Consumer<Fault> lost, Progress progress) {
        return options.components().engine().salvage(from, to, options, lost, progress);
    }

    /**
     * The defaults, to be changed.
     *
     * @return a new builder
     */
    public static Options.Builder options() {
        return Options.builder();
    }
}
