package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * The version of these interfaces. It rises when a part that was written for the version before could not be trusted any more:
 * where a {@link Stable} method is taken away, or comes to mean something else. It says nothing of releases that only add.
 *
 * <p>A jar in a plugin folder says for which version it was made, in its manifest: {@value #ATTRIBUTE}. One that
 * was made for another version is refused before any code of it runs; one that says nothing was made for version 1.
 */
@Stable(since = 1)
public final class Spi {
    /** The version of the SPI that this is. */
    public static final int VERSION = 1;

    /** The main attribute of a plugin jar's manifest that tells the version it was made for, as a decimal number. */
    public static final String ATTRIBUTE = "PesaDB-SPI-Version";

    private Spi() {}
}
