package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;

/** A main file in memory that keeps apart what is forced and what is only written, and reads as a pager does. */
class TestMain implements CheckpointSink {
    private final Map<Long, byte[]> durable = new HashMap<>();
    private final Map<Long, byte[]> written = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    long stamp;
    IOException failPage;
    IOException failFinish;
    RuntimeException noRoomAtFinish;
    Error failCut;
    private long lastPage = -1;

    @Override
    public synchronized void page(long id, long position, byte[] image) throws IOException {
        if (failPage != null) {
            throw failPage;
        }
        assertTrue(id > lastPage, "pages come in order");
        assertEquals(id, TestPage.id(image));
        assertEquals(position, TestPage.position(image));
        lastPage = id;
        calls.add("page " + id);
        written.put(id, image.clone());
    }

    @Override
    public synchronized long finish() throws IOException {
        lastPage = -1;
        if (noRoomAtFinish != null) {
            throw noRoomAtFinish;
        }
        if (failFinish != null) {
            throw failFinish;
        }
        calls.add("finish");
        durable.putAll(written);
        return ++stamp;
    }

    @Override
    public synchronized void cut() {
        if (failCut != null) {
            throw failCut;
        }
        calls.add("cut");
    }

    /** Starts the list of calls anew, for a sink whose last checkpoint failed half-way too. */
    synchronized void forget() {
        calls.clear();
        lastPage = -1;
        failPage = null;
        failFinish = null;
        noRoomAtFinish = null;
    }

    synchronized long value(long page) {
        byte[] image = written.get(page);
        return image == null ? 0 : TestPage.value(image);
    }

    /** What a power loss leaves: of the pages not forced, some. */
    synchronized TestMain crash(Random chance) {
        TestMain left = new TestMain();
        left.stamp = stamp;
        left.durable.putAll(durable);
        written.forEach((page, image) -> {
            if (chance.nextBoolean()) {
                left.durable.put(page, image);
            }
        });
        left.written.putAll(left.durable);
        return left;
    }

    /** What a snapshot sees: in the log, or else here; 0 for a page never written. */
    long read(Log log, LogSnapshot snapshot, long page) {
        long position = log.locate(page, snapshot.position());
        byte[] image = new byte[TestPage.SMALL];
        if (position == 0 || !log.read(page, position, image)) {
            return value(page);
        }
        assertEquals(page, TestPage.id(image));
        assertEquals(position, TestPage.position(image));
        return TestPage.value(image);
    }
}
