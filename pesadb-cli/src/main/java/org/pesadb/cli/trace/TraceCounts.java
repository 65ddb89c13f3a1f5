package org.pesadb.cli.trace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.TraceEvent.Change;
import org.pesadb.api.trace.TraceEvent.FileRole;
import org.pesadb.api.trace.Tracer;

/** Adds up what happens while one command runs. It keeps sums and no events, so that a command of any length can be traced. Of one thread. */
public final class TraceCounts implements Tracer {
    /** What was done to one file. */
    static final class FileWork {
        long reads;
        long readBytes;
        long readNanos;
        long deviceReads;
        long deviceBytes;
        boolean deviceUnknown;
        long writes;
        long writtenBytes;
        long writeNanos;
        long forces;
        long forceNanos;
    }

    final Map<FileRole, FileWork> files = new EnumMap<>(FileRole.class);
    final Map<String, Long> pages = new TreeMap<>();
    final Map<Change, Long> changes = new EnumMap<>(Change.class);
    final List<TraceEvent.RowsRead> rows = new ArrayList<>();
    List<TraceEvent.Step> plan = List.of();
    long planReads;
    long visits;
    long hits;
    long indexVisits;
    long waits;
    long waitNanos;
    long appendedPages;
    long appendNanos;
    long transaction;
    long position;
    SyncMode sync = SyncMode.FULL;
    long logForces;
    long sharedCommits;
    /** Whether a log did not say how often it forced, or for how many. */
    boolean forcesUnknown;

    boolean sharedUnknown;
    long logForceNanos;
    long checkpointPages = -1;
    long checkpointNanos;

    @Override
    public void event(TraceEvent event) {
        if (event instanceof TraceEvent.PageVisit visit) {
            visits++;
            hits += visit.source() == TraceEvent.Source.CACHE ? 1 : 0;
            indexVisits += visit.type() == PageType.INDEX ? 1 : 0;
            pages.merge(owner(visit), 1L, Long::sum);
        } else if (event instanceof TraceEvent.PageChange change) {
            changes.merge(change.change(), 1L, Long::sum);
        } else if (event instanceof TraceEvent.RowsRead read) {
            rows.add(read);
        } else if (event instanceof TraceEvent.Plan how) {
            plan = how.steps();
            planReads += how.reads();
        } else if (event instanceof TraceEvent.LockWait wait) {
            waits++;
            waitNanos += wait.nanos();
        } else if (event instanceof TraceEvent.LogAppend append) {
            appendedPages += append.pages();
            appendNanos += append.nanos();
            transaction = append.transaction();
            position = append.position();
        } else if (event instanceof TraceEvent.LogForce force) {
            sync = force.sync();
            logForces += Math.max(0, force.forces());
            forcesUnknown |= force.forces() < 0;
            sharedCommits += Math.max(0, force.commits());
            sharedUnknown |= force.commits() < 0;
            logForceNanos += force.nanos();
        } else if (event instanceof TraceEvent.Checkpoint checkpoint) {
            checkpointPages = Math.max(0, checkpointPages) + checkpoint.pages();
            checkpointNanos += checkpoint.nanos();
        } else {
            file(event);
        }
    }

    private static String owner(TraceEvent.PageVisit visit) {
        if (visit.of().isEmpty()) {
            return "the catalog";
        }
        return visit.type() == PageType.DIRECTORY ? "the directory of " + visit.of() : visit.of();
    }

    private void file(TraceEvent event) {
        if (event instanceof TraceEvent.FileRead read) {
            FileWork work = work(read.file());
            work.reads++;
            work.readBytes += Math.max(0, read.bytes());
            work.readNanos += read.nanos();
            work.deviceUnknown |= read.device() < 0;
            work.deviceReads += read.device() > 0 ? 1 : 0;
            work.deviceBytes += Math.max(0, read.device());
        } else if (event instanceof TraceEvent.FileWrite write) {
            FileWork work = work(write.file());
            work.writes++;
            work.writtenBytes += write.bytes();
            work.writeNanos += write.nanos();
        } else if (event instanceof TraceEvent.FileForce force) {
            FileWork work = work(force.file());
            work.forces++;
            work.forceNanos += force.nanos();
        }
    }

    private FileWork work(FileRole file) {
        return files.computeIfAbsent(file, role -> new FileWork());
    }
}
