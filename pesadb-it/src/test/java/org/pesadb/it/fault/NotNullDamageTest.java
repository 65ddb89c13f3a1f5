package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import org.pesadb.testing.MemoryFiles;

/** A row under a right checksum that has NULL where its table allows none: no index tells of it. */
class NotNullDamageTest {
    private static final Path PATH = Path.of("/d/notnull.pesa").toAbsolutePath();
    private static final int OWNER = 16;

    private final MemoryFiles files = new MemoryFiles();
    private final Options options = PesaDb.options().files(files).build();

    @Test
    void aCheckNamesIt() {
        try (Database database = PesaDb.open(PATH, options);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.number("n").asNotNull());
            Tables.insert(session, "t", 1, 7);
            Tables.insert(session, "t", 2, 8);
        }
        byte[] main = files.bytes(PATH).clone();
        PageBytes bytes = new PageBytes(main);
        int page = 0;
        while (bytes.type(page) != PageBytes.HEAP || bytes.owner(page) != OWNER) {
            page++;
        }
        assertTrue(bytes.setRow(page, 1, bytes.row(page, 1).replace("8", "null")));
        bytes.seal(page);
        files.set(PATH, main);
        try (Database database = PesaDb.open(PATH, options)) {
            List<Fault> faults = Tables.faults(database);
            assertEquals(1, faults.size(), faults::toString);
            assertEquals(page, faults.get(0).page());
            assertTrue(faults.get(0).message().contains("slot 1: t.n may not be NULL"), faults::toString);
        }
    }
}
