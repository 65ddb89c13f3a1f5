package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.contract.PagerContract;

class AesGcmPagerTest extends PagerContract {
    @TempDir
    static Path folder;

    @BeforeAll
    static void writeKey() throws IOException {
        Files.writeString(folder.resolve("key"), "00112233445566778899aabbccddeeff".repeat(2) + "\n");
    }

    @Override
    protected PagerProvider provider() {
        return new AesGcmPagerProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("key-file", folder.resolve("key").toString());
    }
}
