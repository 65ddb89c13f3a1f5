package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;

/**
 * A database of which nobody knows how much can be read, opened to read. Where the header is damaged, log and pager are taken to
 * be those that the options name, or the standard ones: a file of which they cannot read a single page is no database.
 */
final class DamagedDatabase implements AutoCloseable {
    private final Path main;
    private final FileLease lease;
    private final Pager pager;
    private final PesaDbException headerFault;

    private DamagedDatabase(Path main, FileLease lease, Pager pager, PesaDbException headerFault) {
        this.main = main;
        this.lease = lease;
        this.pager = pager;
        this.headerFault = headerFault;
    }

    /**
     * Opens one.
     *
     * @param options read-only
     * @param found   is told what keeps the newest commits from being seen
     */
    static DamagedDatabase open(Path path, Options options, Consumer<Fault> found) {
        FileLayer files = options.files();
        Path main = StorageEngine.resolve(files, path);
        FileLease lease = null;
        Pager pager = null;
        try {
            if (StorageEngine.readHeader(files, main) == null) {
                throw new PesaDbException(ErrorCode.IO, main + " does not exist");
            }
            lease = StorageEngine.lock(files, main, true);
            byte[] header = StorageEngine.readHeader(files, main);
            PesaDbException fault = headerFault(main, header);
            pager = StorageEngine.openDamaged(files, main, options, fault == null ? header : null, found);
            if (fault != null) {
                refuseOther(pager, fault);
            }
            return new DamagedDatabase(main, lease, pager, fault);
        } catch (IOException failed) {
            StorageEngine.closeAfter(failed, pager, lease);
            throw Failures.io(main, failed);
        } catch (RuntimeException | Error failed) {
            StorageEngine.closeAfter(failed, pager, lease);
            throw Failures.of(failed);
        }
    }

    /** What is wrong with a header, or null; another format is no damage. */
    private static PesaDbException headerFault(Path main, byte[] header) {
        try {
            FileHeader.decode(main.toString(), header);
            return null;
        } catch (PesaDbException fault) {
            if (fault.code() == ErrorCode.CORRUPT || fault.code() == ErrorCode.NOT_A_DATABASE) {
                return fault;
            }
            throw fault;
        }
    }

    /** Some file or other is not to be reported as a damaged database. */
    private static void refuseOther(Pager pager, PesaDbException fault) {
        try (PageSnapshot snapshot = pager.read()) {
            if (!new Survey(snapshot, new long[0], Progress.NONE).any()) {
                throw fault;
            }
        }
    }

    /** Tells what is wrong with the header, which no page's checksum need show. */
    void tellHeader(Consumer<Fault> found) {
        if (headerFault != null) {
            found.accept(new Fault(main.toString(), 0, "the database", headerFault.getMessage()));
        }
    }

    Path main() {
        return main;
    }

    Pager pager() {
        return pager;
    }

    @Override
    public void close() {
        try (lease;
                pager) {
            assert main != null;
        } catch (IOException failed) {
            throw Failures.io(main, failed);
        }
    }
}
