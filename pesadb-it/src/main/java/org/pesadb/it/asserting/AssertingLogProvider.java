package org.pesadb.it.asserting;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/**
 * The log {@code assert-wal}: PesaDB's own, {@code wal}, with an eye on its caller. It throws a {@link Misuse} where a caller
 *
 * <ul>
 *   <li>begins a transaction while one is open, before the checkpoint that must come first, or in a log that is closed;
 *   <li>appends, commits or abandons with an id that is not that of the open transaction;
 *   <li>commits page numbers that are not below the number of pages, a number of pages outside of 1 to 2^32, an image of a wrong length, or changes
 *       an image after it was sealed;
 *   <li>forces a position that no commit ended at;
 *   <li>looks for a page at a position where no snapshot was registered, or where it has closed the last one itself;
 *   <li>reads a version that was neither located nor sealed, or into an array of another length than a page;
 *   <li>makes two checkpoints at once, or calls the log from {@link org.pesadb.api.spi.CheckpointSink#cut};
 *   <li>closes the log with a snapshot or a transaction open, or with a call of another thread under way; or calls it after that.
 * </ul>
 *
 * <p>Stateless, as every provider. A position of a snapshot that another thread closes meanwhile is no fault: the SPI allows for that.
 */
public final class AssertingLogProvider implements LogProvider {
    private static final String BEHIND = "wal";

    /** Made by the service loader. */
    public AssertingLogProvider() {}

    /** Only when asked for: what is installed is not known while it is being found out. */
    private static LogProvider real() {
        return Components.installed().choose(ComponentKind.LOG, LogProvider.class, BEHIND);
    }

    /** What the log behind is given: it has a format of its own. */
    private static LogContext behind(LogContext context) {
        return context.within(real().formatVersion());
    }

    @Override
    public String name() {
        return "assert-" + BEHIND;
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean exists(LogContext context) {
        return real().exists(behind(context));
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        Misuse.unless(!context.readOnly(), "a log is made where nothing may be written");
        Misuse.unless(
                start.generation() >= 1 && start.pages() >= 1 && start.transaction() >= 0 && start.position() >= 0,
                () -> "a log is to begin with " + start);
        return new AssertingLog(context, real().create(behind(context), start));
    }

    @Override
    public Log open(LogContext context) {
        return new AssertingLog(context, real().open(behind(context)));
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        Misuse.unless(context.readOnly(), "what is left of a log is opened to be written");
        return new AssertingLog(context, real().openDamaged(behind(context), found));
    }
}
