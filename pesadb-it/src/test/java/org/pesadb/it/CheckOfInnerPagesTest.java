package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.testing.MemoryFiles;

/** A damaged page from which many others are reached is one fault: those others are not damaged. */
class CheckOfInnerPagesTest {
    private static final Path MAIN = Path.of("/d/check.pesa");
    private static final int PAGE = 4096;
    private static final int ROWS = 3000;

    private static MemoryFiles database() {
        MemoryFiles files = new MemoryFiles();
        try (Database database = PesaDb.open(
                        MAIN,
                        Options.builder()
                                .files(files)
                                .component(ComponentKind.INDEX, "btree")
                                .build());
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
            session.run(new Command.Begin(false));
            for (int i = 0; i < ROWS; i++) {
                Tables.insert(session, "t", i, "name " + i);
            }
            session.run(new Command.Commit());
            session.run(new Command.CreateIndex("t", "name", false, "hash"));
        }
        return files;
    }

    private static List<Fault> check(MemoryFiles files) {
        List<Fault> faults = new ArrayList<>();
        PesaDb.check(MAIN, Options.builder().files(files).build(), faults::add);
        return faults;
    }

    @Test
    void pagesBeneathADamagedOneAreNoFaultsOfTheirOwn() {
        MemoryFiles files = database();
        assertEquals(List.of(), check(files));
        byte[] bytes = files.bytes(MAIN).clone();
        for (int page = 1; page < bytes.length / PAGE; page++) {
            byte[] damaged = bytes.clone();
            damaged[page * PAGE + PAGE / 2] ^= 1;
            files.set(MAIN, damaged);
            List<Fault> faults = check(files);
            assertTrue(!faults.isEmpty(), "nothing is said of page " + page);
            boolean owned =
                    faults.get(0).object() != null && faults.get(0).object().matches("(index|table) .*");
            for (Fault fault : faults) {
                assertTrue(
                        !owned || !fault.message().contains("belongs to nothing"),
                        "page " + page + " is damaged, and " + fault + " is told");
            }
        }
    }
}
