package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.pesadb.api.Database;
import org.pesadb.api.Experimental;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;

/**
 * How {@link org.pesadb.api.PesaDb#open} finds the engine. Stateless; threads may share it.
 *
 * <p>What {@link org.pesadb.api.PesaDb#open} does:
 *
 * <pre>{@code
 * return options.components().engine().open(path, options);
 * }</pre>
 */
@Experimental("the engine is one of a kind so far; what a second one would need is not known")
public interface EngineProvider {
    /**
     * Opens a database.
     *
     * @param path    the main file
     * @param options what {@link Options} says; its components are loaded
     * @return the open database
     * @throws org.pesadb.api.PesaDbException with the code of what is wrong; nothing is left open then
     */
    Database open(Path path, Options options);

    /**
     * Verifies a database that may be too damaged to open; see {@link org.pesadb.api.PesaDb#check}.
     *
     * @param path    the main file
     * @param options how to read it
     * @param found   is told every fault
     */
    void check(Path path, Options options, Consumer<Fault> found);

    /**
     * Brings what can be read of a database into a new one; see {@link org.pesadb.api.PesaDb#salvage}.
     *
     * @param from     the main file of the damaged database
     * @param to       that of the new one
     * @param options  how to read and write
     * @param lost     is told everything that is lost
     * @param progress is told how far it has come
     * @return what became of each table
     */
    Salvage salvage(Path from, Path to, Options options, Consumer<Fault> lost, Progress progress);
}
