package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;

class HeldSnapshotsTest {
    private final Pager pager = mock(Pager.class);
    private long now = Long.MAX_VALUE - 5; // the clock may come from anywhere, and run over

    private HeldSnapshots limited(long millis) {
        return new HeldSnapshots(pager, Duration.ofMillis(millis), () -> now);
    }

    private PageSnapshot next() {
        PageSnapshot pages = mock(PageSnapshot.class);
        when(pager.read()).thenReturn(pages);
        return pages;
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    @Test
    void oldestIsTheOneThatIsOpenForTheLongestTime() {
        HeldSnapshots held = limited(0);
        assertNull(held.oldest());
        next();
        HeldSnapshot first = held.take(1, null);
        pass(10);
        HeldSnapshot second = held.take(2, new Command.Count("users", List.of()));
        pass(5);
        assertSame(first, held.oldest());
        assertEquals(15, held.age(first).toMillis());
        assertTrue(first.holder().startsWith("session 1 (thread ")
                && first.holder().endsWith(") in BEGIN READ"));
        first.close();
        assertSame(second, held.oldest());
        assertTrue(second.holder().endsWith(" reading users"), second.holder());
        second.close();
        assertNull(held.oldest());
    }

    @Test
    void thosePastTheirTimeAreTakenFromTheirHolders() {
        HeldSnapshots held = limited(100);
        PageSnapshot oldPages = next();
        HeldSnapshot old = held.take(1, null);
        pass(60);
        PageSnapshot youngPages = next();
        HeldSnapshot young = held.take(2, null);
        pass(60);
        held.expire();
        verify(oldPages).close();
        verify(youngPages, never()).close();
        assertSame(young, held.oldest());
        when(oldPages.page(anyLong())).thenThrow(new IllegalStateException("closed"));
        PesaDbException failed = assertThrows(PesaDbException.class, () -> old.page(1));
        assertEquals(ErrorCode.CANCELLED, failed.code());
        assertTrue(failed.getMessage().contains("100 ms"), failed.getMessage());
        old.close();
        young.page(1);
    }

    @Test
    void backupsAndChecksTakeAsLongAsTheyTake() {
        HeldSnapshots held = limited(100);
        PageSnapshot copied = next();
        HeldSnapshot backup = held.take(7, new Command.Backup(Path.of("copy")));
        assertTrue(backup.holder().startsWith("session 7 ") && backup.holder().endsWith(" making a backup"));
        PageSnapshot checked = next();
        HeldSnapshot check = held.take(HeldSnapshots.NO_SESSION, null);
        assertTrue(check.holder().startsWith("check "), check.holder());
        pass(1_000);
        held.expire();
        verify(copied, never()).close();
        verify(checked, never()).close();
    }

    @Test
    void withoutALimitNoneIsTaken() {
        HeldSnapshots held = limited(0);
        PageSnapshot pages = next();
        held.take(1, null);
        pass(1_000_000_000);
        held.expire();
        verify(pages, never()).close();
    }

    @Test
    void useAfterAnOrdinaryCloseIsNoCancellation() {
        PageSnapshot pages = next();
        HeldSnapshot snapshot = limited(100).take(1, null);
        snapshot.close();
        when(pages.page(anyLong())).thenThrow(new IllegalStateException("closed"));
        assertThrows(IllegalStateException.class, () -> snapshot.page(1));
    }
}
