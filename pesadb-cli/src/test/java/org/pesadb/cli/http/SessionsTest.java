package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** Places and turns are given back, whatever fails. */
class SessionsTest {
    private final Database database = mock(Database.class);
    private final Session session = mock(Session.class);
    private final Sessions sessions = new Sessions(database, Limits.STANDARD);

    @BeforeEach
    void answer() {
        when(database.openSession()).thenReturn(session);
        when(session.run(any())).thenReturn(new Outcome(0, 7));
        when(session.inTransaction()).thenReturn(true);
    }

    @Test
    void whatFailsWhileATransactionBeginsTakesNoPlace() {
        when(session.inTransaction()).thenReturn(false);
        when(session.run(any())).thenThrow(new OutOfMemoryError());
        for (int i = 0; i <= Limits.TRANSACTIONS; i++) {
            assertThrows(OutOfMemoryError.class, () -> sessions.begin(false, null));
        }
        verify(session, times(Limits.TRANSACTIONS + 1)).close();
        when(database.openSession()).thenThrow(new OutOfMemoryError());
        for (int i = 0; i <= Limits.TRANSACTIONS; i++) {
            assertThrows(OutOfMemoryError.class, () -> sessions.begin(false, null));
        }
        assertEquals(0, sessions.transactions());
    }

    @Test
    void oneAtATimeHasATransactionAndACommitThatFailsGivesItBack() {
        String id = sessions.begin(false, null);
        try (Sessions.Lease lease = sessions.use(id, null)) {
            assertEquals(session, lease.session());
            PesaDbException busy = assertThrows(PesaDbException.class, () -> sessions.use(id, null));
            assertEquals(ErrorCode.BUSY, busy.code());
        }
        when(session.run(any(Command.Commit.class))).thenThrow(new OutOfMemoryError());
        assertThrows(OutOfMemoryError.class, () -> sessions.commit(id, null));
        assertEquals(1, sessions.transactions());
        sessions.rollback(id, null);
        assertEquals(1, sessions.transactions(), "as long as its session says that it is open");
        sessions.forget(id);
        assertEquals(0, sessions.transactions());
        PesaDbException gone = assertThrows(PesaDbException.class, () -> sessions.commit(id, null));
        assertEquals(ErrorCode.NO_TRANSACTION, gone.code());
    }

    @Test
    void theCloseWaitsForNobodyForEver() {
        String stuck = sessions.begin(false, null);
        String idle = sessions.begin(false, null);
        assertEquals(2, sessions.transactions());
        Sessions.Lease lease = sessions.use(stuck, null);
        assertEquals(stuck.length(), idle.length());
        assertTimeoutPreemptively(Duration.ofSeconds(30), sessions::close);
        assertEquals(1, sessions.transactions(), "the one that is used is left to the database");
        lease.close();
    }
}
