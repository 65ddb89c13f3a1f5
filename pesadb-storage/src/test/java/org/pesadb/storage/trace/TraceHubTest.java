package org.pesadb.storage.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.Log;
import org.pesadb.api.trace.TraceEvent;

class TraceHubTest {
    private final TraceHub hub = new TraceHub();

    @Test
    void whatIsQuietStaysSoWhenSomethingQuietWithinItEnds() {
        List<TraceEvent> told = new ArrayList<>();
        hub.listenHere(told::add);
        hub.quietly(() -> {
            hub.quietly(() -> null);
            hub.tell(new TraceEvent.LockWait("a lock", 1));
            return null;
        });
        assertEquals(List.of(), told);
        hub.tell(new TraceEvent.LockWait("a lock", 1));
        assertEquals(1, told.size());
    }

    @Test
    void whatALogHasDoneDoesNotFailWhereNoMemoryIsLeftToTellOfIt() {
        List<String> called = new ArrayList<>();
        Log log = (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (proxy, method, given) -> {
                    called.add(method.getName());
                    return method.getName().equals("checkpoint") ? new CheckpointResult(3, true) : null;
                });
        TracedLog traced = new TracedLog(log, SyncMode.FULL, hub);
        hub.listenHere(event -> {
            throw new OutOfMemoryError("of a test");
        });
        traced.append(1, List.of());
        assertTrue(traced.checkpoint(null).cut());
        assertEquals(List.of("append", "checkpoint"), called);
    }
}
