package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/**
 * A device that loses one write of a checkpoint, and says nothing: the page it keeps is valid, but old. What {@code check} can
 * tell of it, and what it cannot.
 */
class StalePageTest {
    private static final Path MAIN = Path.of("/d/main.pesa").toAbsolutePath();
    private static final int PAGE = 4096;
    private static final int ROWS = 400;

    private final SimulatedDisk disk = new SimulatedDisk();

    private static Options on(SimulatedDisk disk) {
        return PesaDb.options().files(disk).background(Runnable::run).build();
    }

    /** Opens, works, closes; returns the main file. */
    private byte[] after(Consumer<Session> work) {
        try (Database database = PesaDb.open(MAIN, on(disk));
                Session session = database.openSession()) {
            work.accept(session);
        }
        return disk.bytes(MAIN);
    }

    /** What is found where each page that has changed is old, by its number; empty where nothing is. */
    private TreeMap<Integer, List<String>> found(byte[] before, byte[] after) {
        TreeMap<Integer, List<String>> found = new TreeMap<>();
        for (int page = 0; page < before.length / PAGE; page++) {
            int from = page * PAGE;
            if (Arrays.equals(before, from, from + PAGE, after, from, from + PAGE)) {
                continue;
            }
            byte[] stale = after.clone();
            System.arraycopy(before, from, stale, from, PAGE);
            SimulatedDisk damaged = disk.copy();
            damaged.set(MAIN, stale);
            List<String> faults = new ArrayList<>();
            try {
                PesaDb.check(MAIN, on(damaged), fault -> faults.add(fault.toString()));
            } catch (PesaDbException refused) {
                faults.add(refused.code() + ": " + refused.getMessage());
            }
            found.put(page, faults);
        }
        return found;
    }

    private void fill(Session session) {
        Tables.create(session, "t", Tables.key("id"), Tables.number("tag"), Tables.text("note"));
        session.run(new Command.CreateIndex("t", "tag", false, null));
        session.run(new Command.Begin(false));
        for (int i = 0; i < ROWS; i++) {
            Tables.insert(session, "t", i, i, "a note");
        }
        session.run(new Command.Commit());
    }

    @Test
    void whatAnotherPageContradictsIsFound() {
        byte[] before = after(this::fill);
        byte[] after = after(session -> {
            session.run(new Command.Begin(false));
            for (int i = 0; i < ROWS; i++) {
                session.run(Tables.set("t", "tag", ROWS + i, Condition.equal("id", i)));
            }
            session.run(new Command.Commit());
        });
        TreeMap<Integer, List<String>> found = found(before, after);
        assertTrue(found.size() > 5, "changed: " + found.keySet());
        found.forEach(
                (page, faults) -> assertTrue(!faults.isEmpty(), "page " + page + " is old, and nothing is found"));
    }

    @Test
    void aValueThatNothingElseRefersToIsNot() {
        byte[] before = after(this::fill);
        byte[] after = after(session -> session.run(Tables.set("t", "note", "b note")));
        TreeMap<Integer, List<String>> found = found(before, after);
        assertTrue(found.get(0) != null && !found.get(0).isEmpty(), "an old page 0 does not fit the log: " + found);
        found.remove(0);
        assertTrue(found.size() > 2, "changed: " + found.keySet());
        found.forEach((page, faults) -> assertEquals(List.of(), faults, "page " + page));
    }
}
