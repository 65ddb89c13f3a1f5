package org.example.pesadb.aesgcm;

import java.util.function.Consumer;
import javax.crypto.SecretKey;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/**
 * The database's log, whichever it is, with sealed images in it. No service loader knows this one.
 *
 * @param inner the log that the database was made with
 * @param key   of its pages
 */
record EncryptedLogProvider(LogProvider inner, SecretKey key) implements LogProvider {
    private Log sealing(Log log) {
        return new EncryptedLog(log, new Sealer(key, 'L'));
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int formatVersion() {
        return inner.formatVersion();
    }

    @Override
    public boolean exists(LogContext context) {
        return inner.exists(context);
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        return sealing(inner.create(context, start));
    }

    @Override
    public Log open(LogContext context) {
        return sealing(inner.open(context));
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        return sealing(inner.openDamaged(context, found));
    }
}
