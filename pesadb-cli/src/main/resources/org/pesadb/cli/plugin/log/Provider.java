package @package@;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;

/**
 * The log {@code @name@}: one file, to which records are appended. This class is what PesaDB asks first; {@link AppendLog} does the work.
 * PesaDB makes one object of it, which all threads share: so it keeps nothing.
 */
public final class @Type@Provider implements LogProvider {
    /** PesaDB calls it. */
    public @Type@Provider() {}

    /** Goes to disk with every database that has this log, so it never changes. */
    @Override
    public String name() {
        return "@name@";
    }

    /** Goes to disk too, and stands in {@link Header}. Raise it when you change what stands in the file. */
    @Override
    public int formatVersion() {
        return Header.VERSION;
    }

    @Override
    public boolean exists(LogContext context) {
        try {
            return context.files().exists(context.path());
        } catch (IOException failed) {
            throw FileFailures.of("look for", context.path(), failed);
        }
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        LogFile file = LogFile.create(context, Header.of(context, start));
        return new AppendLog(context, file, null);
    }

    @Override
    public Log open(LogContext context) {
        LogFile file = LogFile.open(context);
        try {
            Recovery recovery = new Recovery(context, file);
            recovery.run();
            return new AppendLog(context, file, recovery);
        } catch (RuntimeException | Error refused) {
            file.close();
            throw refused;
        }
    }

    /** Where a new file is made, before it takes the old one's name. */
    static Path draft(LogContext context) {
        return context.path().resolveSibling(context.path().getFileName() + ".new");
    }
}
