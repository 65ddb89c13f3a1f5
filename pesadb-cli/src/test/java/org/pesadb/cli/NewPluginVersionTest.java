package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** The version that a new project gets is the only one that the repository has; nothing is guessed. */
class NewPluginVersionTest {
    @TempDir
    Path repository;

    private void version(String name) throws IOException {
        Files.createDirectories(repository.resolve("org/pesadb/pesadb-api").resolve(name));
    }

    @Test
    void theOnlyOneIsTaken() throws IOException {
        version("0.10.0");
        version(".hidden");
        Files.writeString(repository.resolve("org/pesadb/pesadb-api/maven-metadata.xml"), "");
        assertEquals("0.10.0", NewPlugin.version(repository));
    }

    @Test
    void severalAreNamedAndNoneIsTaken() throws IOException {
        version("0.10.0");
        version("0.9.0");
        PesaDbException refused = assertThrows(PesaDbException.class, () -> NewPlugin.version(repository));
        assertEquals(ErrorCode.IO, refused.code());
        assertTrue(refused.getMessage().contains("(0.10.0, 0.9.0)"), refused::getMessage);
    }

    @Test
    void noneIsSaid() throws IOException {
        Files.createDirectories(repository.resolve("org/pesadb/pesadb-api"));
        PesaDbException refused = assertThrows(PesaDbException.class, () -> NewPlugin.version(repository));
        assertTrue(refused.getMessage().contains("no version of pesadb-api"), refused::getMessage);
    }
}
