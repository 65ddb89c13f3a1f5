package org.pesadb.api;

import java.nio.file.Path;

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
     * The defaults, to be changed.
     *
     * @return a new builder
     */
    public static Options.Builder options() {
        return Options.builder();
    }
}
