package org.pesadb.api.spi;

import java.nio.file.Path;
import org.pesadb.api.Database;
import org.pesadb.api.Options;

/** How {@link org.pesadb.api.PesaDb#open} finds the engine. Stateless; threads may share it. */
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
}
