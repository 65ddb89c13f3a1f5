package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageImage;

/**
 * A small log that keeps the contract, for tests of what stands on it: a file of records that is written at once, forced on
 * demand, recovered up to the first bad record, and replaced by a new file at every cut.
 */
final class MemoryLog implements Log {
    /** Makes them. */
    static final class Provider implements LogProvider {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public boolean exists(LogContext context) {
            return attempt(() -> context.files().exists(context.path()));
        }

        @Override
        public Log create(LogContext context, LogStart start) {
            MemoryLog log = new MemoryLog(context);
            attempt(() -> {
                log.lastTransaction = start.transaction();
                log.newFile(start.generation(), start.stamp(), start.pages(), start.position() + 1);
                return null;
            });
            return log;
        }

        @Override
        public Log open(LogContext context) {
            MemoryLog log = new MemoryLog(context);
            attempt(() -> {
                log.recover();
                return null;
            });
            return log;
        }
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static final int HEADER = 96;
    private static final int RECORD = 40;
    private static final int PAGE = 1;
    private static final int COMMIT = 2;

    private final LogContext context;
    private final TreeMap<Long, TreeSet<Long>> index = new TreeMap<>();
    private final List<Registered> snapshots = new ArrayList<>();
    /** What the open transaction has appended before its commit. */
    private final TreeMap<Long, Long> early = new TreeMap<>();

    private final TreeMap<Long, long[]> commits = new TreeMap<>();
    private DataFile file;
    private long generation;
    private long stamp;
    private long base;
    private long end;
    private long forced;
    private long lastTransaction;
    private long pages;
    private boolean recovered;
    private String failure;
    private long commitCount;
    private long pageCount;
    private long forceCount;

    private MemoryLog(LogContext context) {
        this.context = context;
    }

    private static <T> T attempt(Call<T> call) {
        try {
            return call.run();
        } catch (IOException failed) {
            throw new PesaDbException(ErrorCode.IO, "log: " + failed.getMessage(), failed);
        }
    }

    private void newFile(long newGeneration, long newStamp, long newPages, long newBase) throws IOException {
        FileLayer files = context.files();
        Path fresh = context.path().resolveSibling(context.path().getFileName() + ".fresh");
        if (files.exists(fresh)) {
            files.delete(fresh);
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        UUID id = context.databaseId();
        header.putLong(8, id.getMostSignificantBits()).putLong(16, id.getLeastSignificantBits());
        header.putLong(24, newGeneration)
                .putLong(32, newStamp)
                .putLong(40, newPages)
                .putLong(48, newBase);
        header.putLong(56, lastTransaction).putLong(0, crc(header.array(), 8, HEADER - 8));
        DataFile made = files.open(fresh, FileLayer.Mode.CREATE);
        made.write(header, 0);
        made.force();
        files.rename(fresh, context.path());
        files.forceFolder(context.path().getParent());
        if (file != null) {
            file.close();
        }
        file = made;
        generation = newGeneration;
        stamp = newStamp;
        pages = newPages;
        base = newBase;
        end = newBase + HEADER;
        forced = newBase + HEADER;
        commits.clear();
        commits.put(forced, new long[] {lastTransaction, pages});
        index.clear();
        recovered = false;
    }

    private void recover() throws IOException {
        file = context.files().open(context.path(), context.readOnly() ? FileLayer.Mode.READ : FileLayer.Mode.WRITE);
        ByteBuffer all = ByteBuffer.allocate((int) file.length());
        file.read(all, 0);
        byte[] bytes = all.array();
        if (bytes.length < HEADER || all.getLong(0) != crc(bytes, 8, HEADER - 8)) {
            throw new CorruptException("log: bad header");
        }
        if (!new UUID(all.getLong(8), all.getLong(16)).equals(context.databaseId())) {
            throw new CorruptException("log: of another database");
        }
        generation = all.getLong(24);
        stamp = all.getLong(32);
        pages = all.getLong(40);
        base = all.getLong(48);
        lastTransaction = all.getLong(56);
        end = base + HEADER;
        commits.put(end, new long[] {lastTransaction, pages});
        TreeMap<Long, Long> open = new TreeMap<>();
        long opened = 0;
        int at = HEADER;
        while (at + RECORD <= bytes.length) {
            int length = all.getInt(at + 12);
            if (length < 0 || at + RECORD + length > bytes.length || all.getLong(at) != recordCrc(bytes, at, length)) {
                break;
            }
            long transaction = all.getLong(at + 16);
            if (transaction != opened) { // what the one before appended is nobody's
                open.clear();
                opened = transaction;
            }
            if (all.getInt(at + 8) == PAGE) {
                open.put(all.getLong(at + 24), base + at + RECORD);
            } else {
                open.forEach((page, position) ->
                        index.computeIfAbsent(page, any -> new TreeSet<>()).add(position));
                open.clear();
                lastTransaction = transaction;
                pages = all.getLong(at + 24);
                end = base + at + RECORD + length;
                commits.put(end, new long[] {transaction, pages});
            }
            at += RECORD + length;
        }
        recovered = bytes.length > HEADER;
        forced = end;
        if (!context.readOnly()) {
            file.force();
        }
    }

    private long recordCrc(byte[] bytes, int at, int length) {
        return crc(bytes, at + 8, RECORD - 8 + length) ^ generation * 31;
    }

    private static long crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return crc.getValue() + 1;
    }

    @Override
    public synchronized boolean needsCheckpoint() {
        return recovered;
    }

    @Override
    public synchronized long generation() {
        return generation;
    }

    @Override
    public synchronized long stamp() {
        return stamp;
    }

    @Override
    public synchronized LogSnapshot register() {
        long[] commit = commits.get(forced);
        Registered made = new Registered(forced, commit[0], commit[1]);
        snapshots.add(made);
        return made;
    }

    private final class Registered implements LogSnapshot {
        private final long position;
        private final long transaction;
        private final long count;

        Registered(long position, long transaction, long count) {
            this.position = position;
            this.transaction = transaction;
            this.count = count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public long transaction() {
            return transaction;
        }

        @Override
        public long pages() {
            return count;
        }

        @Override
        public void close() {
            synchronized (MemoryLog.this) {
                snapshots.remove(this);
            }
        }
    }

    @Override
    public synchronized long locate(long page, long snapshot) {
        TreeSet<Long> versions = index.get(page);
        Long found = versions == null ? null : versions.floor(snapshot);
        return found == null ? 0 : found;
    }

    @Override
    public synchronized boolean read(long page, long position, byte[] into) {
        if (position < base) {
            return false;
        }
        attempt(() -> file.read(ByteBuffer.wrap(into), position - base));
        return true;
    }

    @Override
    public synchronized long begin() {
        checkWritable();
        return ++lastTransaction;
    }

    private void checkWritable() {
        if (failure != null || context.readOnly() || recovered) {
            throw new PesaDbException(ErrorCode.READ_ONLY, "the log takes no records: " + failure);
        }
    }

    @Override
    public synchronized void append(long transaction, List<? extends PageImage> images) {
        checkWritable();
        ByteBuffer records = ByteBuffer.allocate(images.size() * (RECORD + PageFormat.PAGE_BYTES));
        putAll(records, transaction, images, early);
        write(records);
        pageCount += images.size();
    }

    @Override
    public synchronized long commit(long transaction, List<? extends PageImage> images, long databasePages) {
        checkWritable();
        ByteBuffer records = ByteBuffer.allocate(images.size() * (RECORD + PageFormat.PAGE_BYTES) + RECORD);
        TreeMap<Long, Long> versions = new TreeMap<>(early);
        putAll(records, transaction, images, versions);
        put(records, COMMIT, transaction, databasePages, new byte[0]);
        write(records);
        early.clear();
        versions.forEach((page, at) ->
                index.computeIfAbsent(page, any -> new TreeSet<>()).add(at));
        commits.put(end, new long[] {transaction, databasePages});
        commitCount++;
        pageCount += images.size();
        return end;
    }

    private void putAll(
            ByteBuffer records, long transaction, List<? extends PageImage> images, TreeMap<Long, Long> versions) {
        for (PageImage image : images) {
            // Beyond the end of the commit before, which is what a snapshot of that one compares with.
            long position = end + records.position() + RECORD;
            versions.put(image.id(), position);
            put(records, PAGE, transaction, image.id(), image.seal(position));
        }
    }

    private void write(ByteBuffer records) {
        int length = records.position();
        attempt(() -> {
            file.write(records.flip(), end - base);
            return null;
        });
        end += length;
    }

    private void put(ByteBuffer into, int type, long transaction, long number, byte[] content) {
        int at = into.position();
        into.putLong(0).putInt(type).putInt(content.length).putLong(transaction).putLong(number);
        into.putLong(0).put(content);
        into.putLong(at, recordCrc(into.array(), at, content.length));
    }

    @Override
    public synchronized void abandon(long transaction) {
        early.clear();
    }

    @Override
    public void force(long position) { // no synchronized method: a test may hold a call of it up
        synchronized (this) {
            if (position <= forced) {
                return;
            }
            if (failure != null) {
                throw new UnknownOutcomeException(ErrorCode.IO, "log: " + failure, null);
            }
            long upTo = end;
            if (context.sync() == SyncMode.FULL) {
                forceFile();
            }
            forced = upTo;
        }
    }

    private void forceFile() {
        try {
            forceCount++;
            file.force();
        } catch (IOException failed) {
            failure = failed.getMessage();
            throw new UnknownOutcomeException(ErrorCode.IO, "log: " + failure, failed);
        }
    }

    @Override
    public CheckpointResult checkpoint(CheckpointSink sink) {
        long limit;
        TreeMap<Long, Long> flush = new TreeMap<>();
        synchronized (this) {
            if (failure != null) {
                throw new PesaDbException(ErrorCode.READ_ONLY, "log: " + failure);
            }
            if (!context.readOnly()) {
                forceFile();
            }
            long newest = forced;
            limit = snapshots.stream().mapToLong(Registered::position).reduce(newest, Math::min);
            for (Map.Entry<Long, TreeSet<Long>> entry : index.entrySet()) {
                Long version = entry.getValue().floor(limit);
                if (version != null) {
                    flush.put(entry.getKey(), version);
                }
            }
        }
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        for (Map.Entry<Long, Long> version : flush.entrySet()) {
            read(version.getKey(), version.getValue(), image);
            attempt(() -> {
                sink.page(version.getKey(), version.getValue(), image);
                return null;
            });
        }
        long state;
        try {
            state = sink.finish();
        } catch (IOException failed) {
            synchronized (this) {
                failure = failed.getMessage();
            }
            throw new PesaDbException(ErrorCode.IO, "log: " + failed.getMessage(), failed);
        }
        synchronized (this) {
            boolean cut = limit == commits.lastKey() && early.isEmpty() && (recovered || !index.isEmpty());
            if (cut) {
                attempt(() -> {
                    newFile(generation + 1, state, pagesAt(limit), end);
                    return null;
                });
                sink.cut();
            }
            return new CheckpointResult(flush.size(), cut);
        }
    }

    private long pagesAt(long position) {
        return commits.get(position)[1];
    }

    @Override
    public void verify(Consumer<Version> image, Consumer<Fault> found) {
        List<Version> versions = new ArrayList<>();
        synchronized (this) {
            index.forEach((page, positions) -> positions.forEach(position -> {
                byte[] copy = new byte[PageFormat.PAGE_BYTES];
                read(page, position, copy);
                versions.add(new Version(page, position, copy));
            }));
        }
        versions.forEach(image);
    }

    private record Figures(
            long generation,
            long bytes,
            long fileBytes,
            long commits,
            long pages,
            long forces,
            int snapshots,
            long oldestSnapshot,
            String failure)
            implements LogStats {}

    @Override
    public synchronized LogStats stats() {
        return new Figures(
                generation, end - base, end - base, commitCount, pageCount, forceCount, snapshots.size(), 0, failure);
    }

    @Override
    public synchronized void close() {
        attempt(() -> {
            if (!context.readOnly() && failure == null) {
                file.force();
            }
            file.close();
            return null;
        });
    }
}
