package @package@;

import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/**
 * Opens what is left of a database that {@link Opening} refuses, to read. Where that one throws, this one tells, and goes on with what there is: without a log
 * that cannot be read, without a page 0 that cannot be. Each page is judged as ever, and what is not right is never served.
 */
final class Salvage extends Versions {
    private final boolean logIsWhole;

    private Salvage(MainFile main, Log log, String logName, boolean logIsWhole) {
        super(main, log, logName);
        this.logIsWhole = logIsWhole;
    }

    static Pager open(PagerContext context, Consumer<Fault> found) {
        MainFile main = new MainFile(context);
        Log log = null;
        try {
            int[] told = new int[1];
            Consumer<Fault> counting = fault -> {
                told[0]++;
                found.accept(fault);
            };
            readRoot(main);
            log = openLog(context, main, counting);
            if (log != null && main.hasRoot()) {
                Log opened = log;
                orTell(context, counting, () -> Opening.requirePair(context, main.mark(), opened), "");
            }
            return new PlainPager(context, new Salvage(main, log, Opening.logName(context), told[0] == 0));
        } catch (RuntimeException | Error failed) {
            Opening.afterFailure(failed, log);
            Opening.afterFailure(failed, main);
            throw failed;
        }
    }

    /** A page 0 that is damaged is told by who reads it, and the log may have it. */
    private static void readRoot(MainFile main) {
        try {
            main.readRoot();
        } catch (PesaDbException damaged) {
            refuseWhatIsNoDamage(damaged);
        }
    }

    private static void refuseWhatIsNoDamage(PesaDbException failed) {
        if (failed.code() != ErrorCode.CORRUPT && failed.code() != ErrorCode.IO) {
            throw failed; // another program can read it
        }
    }

    /** Does something, and tells of damage. */
    private static void orTell(PagerContext context, Consumer<Fault> found, Runnable work, String then) {
        try {
            work.run();
        } catch (PesaDbException failed) {
            refuseWhatIsNoDamage(failed);
            found.accept(new Fault(Opening.logName(context), -1, "the log", failed.getMessage() + then));
        }
    }

    private static Log openLog(PagerContext context, MainFile main, Consumer<Fault> found) {
        Log[] log = new Log[1];
        if (context.log().exists(context.logContext())) {
            orTell(
                    context,
                    found,
                    () -> log[0] = context.log().openDamaged(context.logContext(), found),
                    "; the main file is read without it");
        } else if (!main.hasRoot() || !main.mark().clean()) {
            found.accept(new Fault(
                    Opening.logName(context), -1, "the log", Opening.missingLog(context).getMessage()));
        }
        return log[0];
    }

    /** Without page 0 nobody knows how many pages there are: then as many as the file has. */
    @Override
    LogSnapshot register() {
        return log != null || main.hasRoot() ? super.register() : new Guessed(main.pages());
    }

    private record Guessed(long pages) implements LogSnapshot {
        @Override
        public long position() {
            return 0;
        }

        @Override
        public long transaction() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing was taken.
        }
    }

    @Override
    Root root(LogSnapshot at) {
        try {
            return super.root(at);
        } catch (CorruptException damaged) {
            return new Root(Math.max(1, Math.max(main.pages(), at.pages())), 0, 0, 0);
        }
    }

    /** Where commits are lost from the log, a checkpoint may have brought later versions to the main file: the newest counts that can be read. */
    @Override
    Page read(long id, LogSnapshot at, Runnable open) {
        try {
            Page page = super.read(id, at, open);
            return logIsWhole || !inLog(id, at) ? page : newer(page);
        } catch (PesaDbException unreadable) {
            throw unreadable instanceof CorruptException
                    ? unreadable
                    : new CorruptException(unreadable.getMessage(), unreadable);
        }
    }

    private Page newer(Page page) {
        Page other;
        try {
            other = main.read(page.id());
        } catch (PesaDbException unreadable) {
            return page; // that one can be, and verify() tells of this
        }
        return PageFormat.position(page.id(), other.array()) > PageFormat.position(page.id(), page.array())
                ? other
                : page;
    }
}
