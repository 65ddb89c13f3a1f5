package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.pesadb.api.spi.Component;

/** What an author has kept of a part as it was before: the kit cannot make the bytes of a format that is no longer written. Has no state. */
final class OlderParts {
    private OlderParts() {}

    /**
     * Finds out that there is one for each older version that a part says it reads.
     *
     * @param part the part as it is
     * @param kept what its author has kept
     * @return those
     */
    static <T extends Component> List<T> of(Component part, List<T> kept) {
        for (T older : kept) {
            assertEquals(part.name(), older.name(), "the name of what olderVersions() gives");
            assertTrue(
                    older.formatVersion() >= part.oldestFormatVersion() && older.formatVersion() < part.formatVersion(),
                    () -> "olderVersions() gives one of format version " + older.formatVersion()
                            + "; older ones that are read are those from " + part.oldestFormatVersion() + " to before "
                            + part.formatVersion());
        }
        for (int version = part.oldestFormatVersion(); version < part.formatVersion(); version++) {
            int read = version;
            assertTrue(
                    kept.stream().anyMatch(older -> older.formatVersion() == read),
                    () -> "it says that it reads format version " + read
                            + ", and olderVersions() has no part of that version that could show it");
        }
        return kept;
    }
}
