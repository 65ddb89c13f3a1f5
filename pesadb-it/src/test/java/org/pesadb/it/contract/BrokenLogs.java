package org.pesadb.it.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.it.Altered;
import org.pesadb.it.BetweenLogs;

/** Logs that work through PesaDB's own, and each break one thing. */
final class BrokenLogs {
    private BrokenLogs() {}

    /** PesaDB's own log, to be changed somewhere. Breaks nothing by itself. */
    static class Unbroken extends BetweenLogs {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        protected final Log between(Log log, LogContext context) {
            return broken(log);
        }

        /** What is given out in place of the real log. */
        Log broken(Log log) {
            return log;
        }
    }

    /** Says that a commit is durable once it is written. */
    static final class AcknowledgesBeforeTheForce extends Unbroken {
        @Override
        protected LogContext changed(LogContext context) {
            return with(context, context.files(), SyncMode.NORMAL, context.readOnly());
        }
    }

    /** Shows a commit to everybody at once. */
    static final class ShowsWhatIsNotForced extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("commit", given -> {
                        long end = commit(log, given);
                        log.force(end);
                        return end;
                    })
                    .make();
        }
    }

    @SuppressWarnings("unchecked")
    private static long commit(Log log, Object[] given) {
        return log.commit((Long) given[0], (List<? extends org.pesadb.api.spi.PageImage>) given[1], (Long) given[2]);
    }

    /** Lets a commit end at the name of its last version. */
    static final class EndsAtItsLastVersion extends Unbroken {
        @Override
        Log broken(Log log) {
            Map<Long, Long> ends = new ConcurrentHashMap<>(); // as they are told, and as they are
            Map<Long, Long> told = new ConcurrentHashMap<>(); // and the other way
            return Altered.of(Log.class, log)
                    .method("commit", given -> {
                        long end = commit(log, given);
                        List<?> pages = (List<?>) given[1];
                        if (pages.isEmpty()) {
                            return end;
                        }
                        long last = ((LogPage) pages.get(pages.size() - 1)).position();
                        ends.put(last, end);
                        told.put(end, last);
                        return last;
                    })
                    .method("force", given -> {
                        log.force(ends.getOrDefault((Long) given[0], (Long) given[0]));
                        return null;
                    })
                    .method("register", given -> {
                        LogSnapshot snapshot = log.register();
                        return Altered.of(LogSnapshot.class, snapshot)
                                .method("position", none -> told.getOrDefault(snapshot.position(), snapshot.position()))
                                .make();
                    })
                    .method(
                            "locate",
                            given -> log.locate((Long) given[0], ends.getOrDefault((Long) given[1], (Long) given[1])))
                    .make();
        }
    }

    /** Commits what was to be abandoned. */
    static final class KeepsWhatIsAbandoned extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("abandon", given -> {
                        log.commit((Long) given[0], List.of(), 10);
                        return null;
                    })
                    .make();
        }
    }

    /** Loses what was appended before the commit. */
    static final class LosesWhatCameEarly extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log).method("append", given -> null).make();
        }
    }

    /** Thinks of no reader when it cuts. */
    static final class CutsUnderReaders extends Unbroken {
        @Override
        Log broken(Log log) {
            List<LogSnapshot> registered = new ArrayList<>();
            return Altered.of(Log.class, log)
                    .method("register", given -> {
                        LogSnapshot snapshot = log.register();
                        synchronized (registered) {
                            registered.add(snapshot);
                        }
                        return snapshot;
                    })
                    .method("checkpoint", given -> {
                        synchronized (registered) {
                            registered.forEach(LogSnapshot::close);
                            registered.clear();
                        }
                        return log.checkpoint((CheckpointSink) given[0]);
                    })
                    .make();
        }
    }

    /** Has a checkpoint's calls changed. */
    private abstract static class ChangesTheSink extends Unbroken {
        abstract CheckpointResult checkpoint(Log log, CheckpointSink sink);

        @Override
        final Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("checkpoint", given -> checkpoint(log, (CheckpointSink) given[0]))
                    .make();
        }
    }

    /** Hands over the pages of a round from the last to the first. */
    static final class HandsOverInAnyOrder extends ChangesTheSink {
        @Override
        CheckpointResult checkpoint(Log log, CheckpointSink sink) {
            TreeMap<Long, Object[]> pages = new TreeMap<>();
            return log.checkpoint(Altered.of(CheckpointSink.class, sink)
                    .method("page", given -> {
                        pages.put((Long) given[0], new Object[] {given[1], ((byte[]) given[2]).clone()});
                        return null;
                    })
                    .method("finish", given -> {
                        for (Map.Entry<Long, Object[]> page :
                                pages.descendingMap().entrySet()) {
                            sink.page(page.getKey(), (Long) page.getValue()[0], (byte[]) page.getValue()[1]);
                        }
                        pages.clear();
                        return sink.finish();
                    })
                    .make());
        }
    }

    /** Cuts without having the main file forced. */
    static final class SkipsFinish extends ChangesTheSink {
        @Override
        CheckpointResult checkpoint(Log log, CheckpointSink sink) {
            return log.checkpoint(Altered.of(CheckpointSink.class, sink)
                    .method("finish", given -> log.stamp() + 1)
                    .make());
        }
    }

    /** Tells of a cut when it is long over. */
    static final class TellsOfTheCutTooLate extends ChangesTheSink {
        private static final long LATE_NANOS = 3_000_000;

        @Override
        CheckpointResult checkpoint(Log log, CheckpointSink sink) {
            CheckpointResult result = log.checkpoint(Altered.of(CheckpointSink.class, sink)
                    .method("cut", given -> null)
                    .make());
            if (result.cut()) {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < LATE_NANOS) {
                    Thread.onSpinWait();
                }
                sink.cut();
            }
            return result;
        }
    }

    /** Brings what it recovered without the last page of it, and cuts all the same. */
    static final class RecoversAllButAPage extends ChangesTheSink {
        @Override
        CheckpointResult checkpoint(Log log, CheckpointSink sink) {
            if (!log.needsCheckpoint()) {
                return log.checkpoint(sink);
            }
            Object[] last = new Object[1];
            return log.checkpoint(Altered.of(CheckpointSink.class, sink)
                    .method("page", given -> {
                        if (last[0] != null) {
                            Object[] page = (Object[]) last[0];
                            sink.page((Long) page[0], (Long) page[1], (byte[]) page[2]);
                        }
                        last[0] = new Object[] {given[0], given[1], ((byte[]) given[2]).clone()};
                        return null;
                    })
                    .make());
        }
    }

    /** Keeps everything for ever. */
    static final class NeverCuts extends ChangesTheSink {
        @Override
        CheckpointResult checkpoint(Log log, CheckpointSink sink) {
            return log.needsCheckpoint() ? log.checkpoint(sink) : new CheckpointResult(0, false);
        }
    }

    /** Counts transactions from 1 whenever it is opened. */
    static final class GivesIdsAgain extends Unbroken {
        @Override
        Log broken(Log log) {
            long[] offset = {-1};
            return Altered.of(Log.class, log)
                    .method("begin", given -> {
                        long id = log.begin();
                        offset[0] = offset[0] < 0 ? id - 1 : offset[0];
                        return id - offset[0];
                    })
                    .method("abandon", given -> {
                        log.abandon((Long) given[0] + offset[0]);
                        return null;
                    })
                    .method("append", given -> {
                        log.append((Long) given[0] + offset[0], List.of());
                        return null;
                    })
                    .method("commit", given -> {
                        given[0] = (Long) given[0] + offset[0];
                        return commit(log, given);
                    })
                    .make();
        }
    }

    /** Lets no force fail. */
    static final class SwallowsAFailedForce extends Unbroken {
        @Override
        protected LogContext changed(LogContext context) {
            FileLayer files = context.files();
            FileLayer deaf = Altered.of(FileLayer.class, files)
                    .method("open", given -> deaf(files.open((java.nio.file.Path) given[0], (FileLayer.Mode) given[1])))
                    .make();
            return with(context, deaf, context.sync(), context.readOnly());
        }

        private static DataFile deaf(DataFile file) {
            return Altered.of(DataFile.class, file)
                    .method("force", given -> {
                        try {
                            file.force();
                        } catch (IOException swallowed) {
                            System.getLogger("broken").log(System.Logger.Level.DEBUG, "not told", swallowed);
                        }
                        return null;
                    })
                    .make();
        }
    }

    /** Opens its file once more and forgets about it. */
    static final class LeavesAFileOpen extends Unbroken {
        private final Map<FileLayer, DataFile> forgotten = new ConcurrentHashMap<>();

        @Override
        public Log open(LogContext context) {
            Log log = super.open(context);
            try {
                forgotten.put(context.files(), context.files().open(context.path(), FileLayer.Mode.READ));
            } catch (IOException failed) {
                log.close();
                throw new PesaDbException(ErrorCode.IO, "once more: " + failed.getMessage(), failed);
            }
            return log;
        }
    }

    /** Mends the log also where nothing may be written. */
    static final class WritesWhereItMayOnlyRead extends Unbroken {
        @Override
        protected LogContext changed(LogContext context) {
            return with(context, context.files(), context.sync(), false);
        }
    }

    /** Begins anew where the log is damaged. */
    static final class TakesDamageForAnEmptyLog extends Unbroken {
        @Override
        public Log open(LogContext context) {
            try {
                return super.open(context);
            } catch (CorruptException damaged) {
                return create(with(context, context.files(), context.sync(), false), new LogStart(1, 7, 1, 0, 0));
            }
        }
    }

    /** Comes back from a wait in which it is interrupted, as if all were done. */
    static final class ComesBackWhenInterrupted extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("force", given -> {
                        try {
                            CompletableFuture.runAsync(() -> log.force((Long) given[0]))
                                    .get();
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        } catch (ExecutionException failed) {
                            throw failed.getCause();
                        }
                        return null;
                    })
                    .make();
        }
    }

    /** Takes an interrupt for the end of the wait. */
    static final class EndsTheWaitWhenInterrupted extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("force", given -> {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new PesaDbException(ErrorCode.CANCELLED, "interrupted");
                        }
                        log.force((Long) given[0]);
                        return null;
                    })
                    .make();
        }
    }

    /** Gives the newest commit to whoever asks for one of the past. */
    static final class ShowsTheNewestForThePast extends Unbroken {
        @Override
        Log broken(Log log) {
            return Altered.of(Log.class, log)
                    .method("register", given -> log.register())
                    .make();
        }
    }

    /** Tells of commits long after it has forgotten them. */
    static final class NamesWhatHasGone extends Unbroken {
        @Override
        Log broken(Log log) {
            TreeMap<Long, LogPoint> named = new TreeMap<>();
            return Altered.of(Log.class, log)
                    .method("points", given -> {
                        log.points().forEach(point -> named.put(point.position(), point));
                        return List.copyOf(named.values());
                    })
                    .make();
        }
    }

    /** Calls each page record committed that it shows. */
    static final class CallsAllCommitted extends Unbroken {
        @Override
        public LogEntries entries(LogContext context) {
            LogEntries real = super.entries(context);
            return Altered.of(LogEntries.class, real)
                    .method("next", given -> {
                        LogEntry next = real.next();
                        String state = next.page() >= 0 ? LogEntry.COMMITTED : next.state();
                        return new LogEntry(
                                next.offset(),
                                next.length(),
                                next.kind(),
                                next.transaction(),
                                next.page(),
                                state,
                                next.detail());
                    })
                    .make();
        }
    }

    /** Mends the log before it shows it. */
    static final class MendsWhatItShows extends Unbroken {
        @Override
        public LogEntries entries(LogContext context) {
            open(with(context, context.files(), context.sync(), false)).close();
            return super.entries(context);
        }
    }
}
