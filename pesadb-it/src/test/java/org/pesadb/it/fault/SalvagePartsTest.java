package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import org.pesadb.testing.MemoryFiles;

/** Salvage of parts that only larger or older databases have: directories with inner pages, logs that carry versions over. */
class SalvagePartsTest {
    /** Where a log's header says how many versions were carried over, and where its records begin. */
    private static final int CARRIED = 88;

    private static final int RECORDS = 8192;
    private static final int RECORD = 32 + PageBytes.PAGE;

    private final List<Fault> lost = new ArrayList<>();

    private Map<String, Set<List<Object>>> salvage(MemoryFiles files) {
        lost.clear();
        Salvage salvage = PesaDb.salvage(
                FieldFixture.MAIN, FieldFixture.TO, FieldFixture.options(files), lost::add, Progress.NONE);
        assertTrue(salvage.complete() || !lost.isEmpty(), () -> "loses without a word: " + salvage);
        List<Fault> faults = new ArrayList<>();
        try (Database saved = PesaDb.open(FieldFixture.TO, FieldFixture.options(files));
                Session session = saved.openSession()) {
            saved.check(faults::add);
            assertEquals(List.of(), faults);
            return FieldFixture.rows(session);
        }
    }

    @Test
    void aTableIsWholeWithoutAnyPageOfATallDirectory() {
        FieldFixture fixture = FieldFixture.tall();
        PageBytes main = new PageBytes(fixture.main);
        int tried = 0;
        for (int page = 1; page < main.pages(); page++) {
            if (main.type(page) == PageBytes.DIRECTORY && "tall".equals(fixture.owners.get(main.owner(page)))) {
                byte[] damaged = fixture.main.clone();
                damaged[page * PageBytes.PAGE + 100] ^= 1;
                assertEquals(
                        fixture.rows,
                        salvage(FieldFixture.files(damaged, fixture.log)),
                        "without page " + page + ": " + lost);
                int named = page;
                assertTrue(lost.stream().anyMatch(fault -> fault.page() == named), lost::toString);
                tried++;
            }
        }
        assertTrue(tried >= 3, "a root, and leaves below it: " + tried);
    }

    /** The versions that a log carried over belong together: without one of them the main file counts as it is. */
    @Test
    void damageAmongTheVersionsThatALogCarriedGivesAnEarlierState() {
        MemoryFiles files = new MemoryFiles();
        List<Map<String, Set<List<Object>>>> states = new ArrayList<>();
        MemoryFiles killed;
        try (Database database = PesaDb.open(FieldFixture.MAIN, FieldFixture.options(files));
                Session session = database.openSession();
                Session reader = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            Tables.insert(session, "t", 0, "first");
            session.run(new Command.Checkpoint());
            states.add(FieldFixture.rows(session));
            reader.run(new Command.Begin(true));
            assertEquals(1, Tables.count(reader, "t"));
            for (int i = 1; i < 60; i++) { // always the same pages, of which little is to be carried
                Tables.insert(session, "t", i, "row " + i);
                states.add(FieldFixture.rows(session));
            }
            session.run(new Command.Checkpoint());
            Tables.insert(session, "t", 60, "last");
            states.add(FieldFixture.rows(session));
            killed = files.killed();
            reader.run(new Command.Rollback());
        }
        byte[] main = killed.bytes(FieldFixture.MAIN);
        byte[] log = killed.bytes(FieldFixture.LOG);
        PageBytes headers = new PageBytes(log.clone());
        long carried = Math.max(headers.get(0, CARRIED, 4), headers.get(1, CARRIED, 4));
        assertTrue(carried > 0, "nothing was carried over");
        assertEquals(states.get(states.size() - 1), salvage(FieldFixture.files(main, log)), "whole");
        for (int i = 0; i < carried; i++) {
            byte[] damaged = log.clone();
            damaged[RECORDS + i * RECORD + 500] ^= 1;
            MemoryFiles broken = FieldFixture.files(main, damaged);
            Map<String, Set<List<Object>>> rows = salvage(broken);
            assertTrue(states.contains(rows), () -> "no state that ever was: " + rows);
            assertTrue(
                    lost.stream().anyMatch(fault -> fault.message().contains("carried over")),
                    () -> "says nothing: " + lost);
        }
    }

    @Test
    void aSalvageThatFailsOnceItHasItsNameLeavesNothing() {
        FieldFixture fixture = FieldFixture.small();
        MemoryFiles files = FieldFixture.files(fixture.main, fixture.log);
        boolean[] named = new boolean[1];
        Set<MemoryFiles.Call> after = new HashSet<>();
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.RENAME && path.equals(FieldFixture.TO)) {
                named[0] = true;
            } else if (named[0]) {
                if (call == MemoryFiles.Call.FORCE_FOLDER && after.isEmpty()) {
                    after.add(call);
                    throw new IOException("Input/output error");
                }
                after.add(call);
            }
        });
        PesaDbException failed = assertThrows(
                PesaDbException.class,
                () -> PesaDb.salvage(
                        FieldFixture.MAIN, FieldFixture.TO, FieldFixture.options(files), lost::add, Progress.NONE));
        assertFalse(files.exists(FieldFixture.TO), failed.getMessage());
        assertEquals(null, files.crash(new Random(1)).bytes(FieldFixture.TO), "what a loss of power brings back");
        assertTrue(after.contains(MemoryFiles.Call.DELETE), "it was deleted");
    }
}
