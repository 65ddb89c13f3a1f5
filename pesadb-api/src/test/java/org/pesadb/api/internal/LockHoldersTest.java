package org.pesadb.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockHoldersTest {
    private static final List<String> LOCKS = List.of(
            "1: POSIX  ADVISORY  READ 14829 fe:00:2154917 20 9223372036854775806",
            "1: -> POSIX  ADVISORY  WRITE 777 fe:00:2154917 20 EOF",
            "2: POSIX  ADVISORY  READ 14830 fe:00:2154917 20 9223372036854775806",
            "3: POSIX  ADVISORY  WRITE 15000 fe:00:2154917 0 EOF",
            "4: FLOCK  ADVISORY  WRITE 14695 fe:00:2154517 20 EOF",
            "5: POSIX  ADVISORY  WRITE 0 fe:00:99 20 EOF",
            "6: POSIX  ADVISORY  WRITE 16000 00:1f:7 20 EOF",
            "garbage");

    @Test
    void theRecordedHolderStandsWhileItHoldsTheLock() {
        assertEquals(14830, LockHolders.choose(LOCKS, 2154917, 20, 14830));
    }

    @Test
    void aRecordedHolderThatIsGoneGivesWayToOneThatStayed() {
        assertEquals(14829, LockHolders.choose(LOCKS, 2154917, 20, 4242));
        assertEquals(16000, LockHolders.choose(LOCKS, 7, 20, -1));
    }

    @Test
    void whatTheSystemDoesNotTellIsLeftAsRecorded() {
        assertEquals(4242, LockHolders.choose(LOCKS, 99, 20, 4242), "a process of another container");
        assertEquals(4242, LockHolders.choose(LOCKS, 2154517, 20, 4242), "another kind of lock");
        assertEquals(4242, LockHolders.choose(LOCKS, 17, 20, 4242), "no end of an inode's number is that number");
        assertEquals(-1, LockHolders.of(Path.of("does", "not", "exist"), 20, -1));
    }
}
