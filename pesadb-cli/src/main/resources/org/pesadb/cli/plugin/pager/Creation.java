package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PagerContext;

/**
 * Makes a new database, in steps each of which is durable before the next:
 *
 * <pre>
 *   1  an empty {@code data.pesa.new}     from now on a log beside it is one of a creation cut short
 *   2  the log
 *   3  page 0 in that file
 *   4  its name, {@code data.pesa}        before, there is no database
 * </pre>
 */
final class Creation {
    /** The new main file's stamp, and the generation of its log. */
    private static final long FIRST = 1;

    private Creation() {}

    /** How the main file is named until it is complete. */
    static Path draft(PagerContext context) {
        return context.path().resolveSibling(context.path().getFileName() + ".new");
    }

    static Path folder(PagerContext context) {
        return context.path().toAbsolutePath().getParent();
    }

    static void create(PagerContext context) {
        FileLayer files = context.files();
        Path draft = draft(context);
        try {
            boolean again = files.exists(draft);
            if (!again) {
                refuseCommits(context);
            }
            try (DataFile file = files.open(draft, again ? FileLayer.Mode.WRITE : FileLayer.Mode.CREATE)) {
                files.forceFolder(folder(context));
                context.log()
                        .create(context.logContext(), new LogStart(FIRST, FIRST, 1, 0, 0))
                        .close();
                file.truncate(0);
                file.write(
                        ByteBuffer.wrap(MainFile.rootImage(
                                context.header(), new Root(1, 0, 0, 0), new Mark(true, FIRST, FIRST, 0, 0))),
                        0);
                file.force();
            }
            files.rename(draft, context.path());
            files.forceFolder(folder(context));
        } catch (IOException failed) {
            throw FileFailures.of("create", context.path(), failed);
        }
    }

    /** A log that no creation has left may be all that there is of a database. */
    private static void refuseCommits(PagerContext context) {
        if (!context.log().exists(context.logContext())) {
            return;
        }
        Path path = context.logContext().path();
        try (Log log = context.log().open(context.logContext().toRead());
                LogSnapshot newest = log.register()) {
            if (newest.transaction() > 0) {
                throw new CorruptException("it holds commits");
            }
        } catch (CorruptException refused) {
            throw new CorruptException(
                    context.path() + " is missing, but not its log " + path + ": " + refused.getMessage()
                            + "; put the main file back, or move the log away to begin anew",
                    refused);
        }
    }
}
