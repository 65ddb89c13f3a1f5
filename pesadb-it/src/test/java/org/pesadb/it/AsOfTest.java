package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/** Reading states of the past: each is what it was, for as long as it can be read, and then it is refused and never wrong. */
class AsOfTest {
    private static final int STEPS = 600;

    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = PesaDb.open(
                Path.of("/d/past.pesa").toAbsolutePath(),
                PesaDb.options()
                        .files(new MemoryFiles())
                        .checkpointPages(1_000_000)
                        .build());
        session = database.openSession();
        Tables.create(session, "t", Tables.key("id"), Tables.number("n"));
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private List<Long> positions() {
        return Tables.rows(session, new Command.ShowSnapshots()).stream()
                .map(row -> (Long) row.get(0))
                .toList();
    }

    private long newest() {
        List<Long> positions = positions();
        return positions.get(positions.size() - 1);
    }

    private static List<List<Object>> at(Session reader, long position) {
        return Tables.rows(reader, new Command.AsOf(Tables.all("t"), position));
    }

    private ErrorCode refused(long position) {
        return assertThrows(PesaDbException.class, () -> at(session, position)).code();
    }

    @Test
    void eachCommitIsAStateThatCanBeReadAgain() {
        long empty = newest();
        Tables.insert(session, "t", 1L, 10L);
        long one = newest();
        Tables.insert(session, "t", 2L, 20L);
        assertEquals(List.of(), at(session, empty));
        assertEquals(List.of(List.of(1L, 10L)), at(session, one));
        assertEquals(2, at(session, newest()).size());
    }

    @Test
    void aCheckpointEndsThePastButForWhomReadsInIt() {
        Tables.insert(session, "t", 1L, 10L);
        long one = newest();
        Tables.insert(session, "t", 2L, 20L);
        try (Session another = database.openSession();
                Cursor reading = another.execute(new Command.AsOf(Tables.all("t"), one))) {
            session.run(new Command.Checkpoint());
            Tables.insert(session, "t", 3L, 30L);
            session.run(new Command.Checkpoint());
            assertTrue(reading.next());
            assertEquals(10L, reading.getLong(1));
            assertFalse(reading.next());
            assertTrue(positions().contains(one), "somebody reads there, so that others may, too");
        }
        session.run(new Command.Checkpoint());
        assertFalse(positions().contains(one));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(one));
        assertEquals(3, at(session, newest()).size());
    }

    @Test
    void whatNoCommitEndedAtIsRefused() {
        Tables.insert(session, "t", 1L, 10L);
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(newest() + 16));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(0));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(-1));
        session.run(new Command.Begin(false));
        assertEquals(ErrorCode.IN_TRANSACTION, refused(newest()));
        session.run(new Command.Rollback());
    }

    @Test
    void aTableIsReadAsItWasBeforeItWasDroppedAndMadeAnew() {
        Tables.insert(session, "t", 1L, 10L);
        long before = newest();
        session.run(new Command.DropTable("t"));
        Tables.create(session, "t", Tables.key("id"), Tables.text("s"), Tables.number("n"));
        assertEquals(List.of(List.of(1L, 10L)), at(session, before));
    }

    /** Commits, checkpoints, old and new readers in any order: whoever gets a state of the past gets the right one. */
    @Test
    void whateverHappensBesideAStateIsTheOneThatItWas() {
        long seed = Long.getLong("pesadb.seed", new Random().nextLong());
        Random random = new Random(seed);
        Map<Long, TreeMap<Long, Long>> states = new HashMap<>();
        TreeMap<Long, Long> rows = new TreeMap<>();
        List<Session> sessions = new ArrayList<>();
        Map<Session, TreeMap<Long, Long>> open = new HashMap<>();
        Map<Session, Cursor> cursors = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            sessions.add(database.openSession());
        }
        String when = "seed " + seed;
        for (int step = 0; step < STEPS; step++) {
            Session reader = sessions.get(random.nextInt(sessions.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    long id = random.nextInt(200);
                    if (rows.containsKey(id)) {
                        session.run(new Command.DeleteByKey("t", new org.pesadb.api.Operand.Int(id)));
                        rows.remove(id);
                    } else {
                        Tables.insert(session, "t", id, (long) step);
                        rows.put(id, (long) step);
                    }
                    states.put(newest(), new TreeMap<>(rows));
                }
                case 2 -> {
                    if (!cursors.containsKey(reader) && !states.isEmpty()) {
                        List<Long> known = new ArrayList<>(states.keySet());
                        long position = known.get(random.nextInt(known.size()));
                        boolean listed = positions().contains(position);
                        try {
                            cursors.put(reader, reader.execute(new Command.AsOf(Tables.all("t"), position)));
                            open.put(reader, states.get(position));
                            assertTrue(listed, when);
                        } catch (PesaDbException gone) {
                            assertEquals(ErrorCode.OUT_OF_RANGE, gone.code(), when);
                            assertFalse(listed, when);
                        }
                    }
                }
                case 3, 4 -> {
                    Cursor cursor = cursors.remove(reader);
                    if (cursor != null) {
                        TreeMap<Long, Long> seen = new TreeMap<>();
                        while (cursor.next()) {
                            seen.put(cursor.getLong(0), cursor.getLong(1));
                        }
                        cursor.close();
                        assertEquals(open.remove(reader), seen, when + ", step " + step);
                    }
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        session.run(new Command.Checkpoint());
                    }
                }
            }
        }
        cursors.values().forEach(Cursor::close);
        sessions.forEach(Session::close);
        assertEquals(List.of(), Tables.faults(database), when);
    }
}
