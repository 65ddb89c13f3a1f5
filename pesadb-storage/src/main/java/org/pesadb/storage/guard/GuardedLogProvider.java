package org.pesadb.storage.guard;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/**
 * A provider of logs whose failures bear its name. What it opens is a {@link GuardedLog}.
 *
 * @param provider from the registry
 */
public record GuardedLogProvider(LogProvider provider) implements LogProvider {
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
        return Guard.call(provider, "looking for " + context.path(), () -> provider.exists(context));
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        return new GuardedLog(
                provider, Guard.call(provider, "making " + context.path(), () -> provider.create(context, start)));
    }

    @Override
    public Log open(LogContext context) {
        return new GuardedLog(
                provider, Guard.call(provider, "opening " + context.path(), () -> provider.open(context)));
    }

    @Override
    public LogEntries entries(LogContext context) {
        LogEntries[] entries = new LogEntries[1];
        Guard.call(provider, "showing " + context.path(), () -> {
            entries[0] = provider.entries(context);
            return true;
        });
        return entries[0] == null ? null : new GuardedEntries(provider, entries[0]);
    }

    /**
     * Pieces of a log's file, told by whoever may.
     *
     * @param provider bears the name of what fails
     * @param entries  the pieces themselves
     */
    private record GuardedEntries(LogProvider provider, LogEntries entries) implements LogEntries {
        @Override
        public boolean hasNext() {
            return Guard.call(provider, "showing what lies in its file", entries::hasNext);
        }

        @Override
        public LogEntry next() {
            return Guard.call(provider, "showing what lies in its file", entries::next);
        }

        @Override
        public void close() {
            Guard.call(provider, "closing its file", () -> {
                entries.close();
                return true;
            });
        }
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        return new GuardedLog(
                provider,
                Guard.call(
                        provider,
                        "opening what is left of " + context.path(),
                        () -> provider.openDamaged(context, found)));
    }
}
