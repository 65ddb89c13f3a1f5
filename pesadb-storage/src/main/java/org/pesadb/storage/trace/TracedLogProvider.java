package org.pesadb.storage.trace;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/**
 * A provider of logs whose work is told.
 *
 * @param provider of the logs themselves
 * @param hub      is told
 */
public record TracedLogProvider(LogProvider provider, TraceHub hub) implements LogProvider {
    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public int formatVersion() {
        return provider.formatVersion();
    }

    @Override
    public boolean exists(LogContext context) {
        return provider.exists(context);
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        return new TracedLog(provider.create(context, start), context.sync(), hub);
    }

    @Override
    public Log open(LogContext context) {
        return new TracedLog(provider.open(context), context.sync(), hub);
    }

    @Override
    public LogEntries entries(LogContext context) {
        return provider.entries(context);
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        return new TracedLog(provider.openDamaged(context, found), context.sync(), hub);
    }
}
