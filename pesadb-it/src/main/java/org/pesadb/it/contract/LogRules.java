package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogProvider;

/**
 * What the rules of a log stand on. They come in a row of classes, each with one side of the matter:
 *
 * <pre>
 *   LogRules ◄ LogOpeningRules ◄ LogCommitRules ◄ LogCheckpointRules ◄ LogSightRules ◄ LogCrashRules ◄ LogFailureRules
 *            ◄ LogDamageRules ◄ LogThreadRules ◄ LogContract
 * </pre>
 */
@Timeout(300)
abstract class LogRules extends Contract {
    private static final System.Logger LOGGER = System.getLogger(LogRules.class.getName());

    private final List<Log> opened = new ArrayList<>();

    LogRules() {}

    /**
     * The log that is judged.
     *
     * @return the same always, or one made anew each time
     */
    protected abstract LogProvider provider();

    /**
     * What the log is given as its settings.
     *
     * @return by default none
     */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /**
     * Whether the log keeps all that it has in files of the layer that its context names. Where not, it is told from others by the
     * context's database id, which is another for each rule.
     *
     * @return true by default
     */
    protected boolean usesFileLayer() {
        return true;
    }

    @Override
    final Component part() {
        return provider();
    }

    /** Remembers a log, to be closed when the test is over. */
    final synchronized Log opened(Log log) {
        opened.add(log);
        return log;
    }

    @AfterEach
    final synchronized void closeAll() {
        for (Log log : opened) {
            try {
                log.close();
            } catch (
                    PesaDbException
                            gone) { // many stand on a disk that failed or lost its power, and the rule has judged that
                LOGGER.log(System.Logger.Level.DEBUG, "a log was left to be closed after its rule", gone);
            }
        }
        opened.clear();
    }

    final LogBench bench() {
        return LogBench.simulated(this);
    }
}
