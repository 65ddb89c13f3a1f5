package org.pesadb.it;

import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/** What comes between a pager, or the kit, and our own logs: bears their name and does what they do, unless overridden. */
public class BetweenLogs implements LogProvider {
    private final LogProvider real = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);

    /** With our own log behind it. */
    protected BetweenLogs() {}

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public int formatVersion() {
        return real.formatVersion();
    }

    @Override
    public boolean exists(LogContext context) {
        return real.exists(context);
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        LogContext changed = changed(context);
        return between(real.create(changed, start), changed);
    }

    @Override
    public Log open(LogContext context) {
        LogContext changed = changed(context);
        return between(real.open(changed), changed);
    }

    @Override
    public LogEntries entries(LogContext context) {
        return real.entries(changed(context));
    }

    /** What the real log is given in place of what was to be. */
    protected LogContext changed(LogContext context) {
        return context;
    }

    /** What is given out in place of the real log, which works on the context as changed. */
    protected Log between(Log log, LogContext context) {
        return log;
    }

    /** A context with some things of its own. */
    public static LogContext with(LogContext context, FileLayer files, SyncMode sync, boolean readOnly) {
        return new LogContext(
                files,
                context.path(),
                context.databaseId(),
                context.pageBytes(),
                sync,
                context.checkpointPages(),
                readOnly,
                context.formatVersion(),
                context.settings());
    }
}
