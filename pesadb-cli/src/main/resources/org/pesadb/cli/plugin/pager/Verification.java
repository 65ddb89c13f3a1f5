package @package@;

import java.util.Arrays;
import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;

/** Looks at every page in the files, and at the chain of free pages. Of one thread. */
final class Verification {
    private final Versions versions;
    private final String logName;
    private final Snapshot snapshot;
    private final Consumer<Fault> found;

    Verification(Versions versions, String logName, Snapshot snapshot, Consumer<Fault> found) {
        this.versions = versions;
        this.logName = logName;
        this.snapshot = snapshot;
        this.found = found;
    }

    /** Tells all that is wrong, and returns the free pages in order. */
    long[] run() {
        for (long id = 0; id < snapshot.pageCount(); id++) {
            if (id == 0 || !versions.inLog(id, snapshot.registered())) { // else a checkpoint writes over whatever is there
                mainFile(id);
            }
        }
        if (versions.log != null) {
            versions.log.verify(this::version, found);
        }
        return freePages();
    }

    private void mainFile(long id) {
        try {
            String fault = versions.main.fault(id);
            if (fault != null) {
                found.accept(new Fault(versions.main.name(), id, null, fault));
            }
        } catch (PesaDbException unreadable) {
            found.accept(new Fault(versions.main.name(), id, null, unreadable.getMessage()));
        }
    }

    private void version(Log.Version version) {
        String fault = Versions.logFault(version.page(), version.position(), version.image());
        if (fault != null) {
            found.accept(new Fault(
                    logName, version.page(), null, "its version at position " + version.position() + ": " + fault));
        }
    }

    /** Follows the chain; it is as long as page 0 says, or it is no chain. */
    private long[] freePages() {
        Root root = snapshot.fields();
        long[] free = new long[16];
        int count = 0;
        long before = 0;
        long id = root.firstFree();
        while (id != 0) {
            if (id < 0 || id >= root.pages() || count >= root.freePages()) {
                tell(before, "names page " + id + " as the next free one: beyond the end, or one page too many");
                break;
            }
            try {
                Page page = snapshot.page(id);
                if (page.type() != PageType.FREE) {
                    tell(before, "names page " + id + " as free, which is of type " + page.type());
                    break;
                }
                free = count == free.length ? Arrays.copyOf(free, 2 * count) : free;
                free[count++] = id;
                before = id;
                id = page.getUnsignedInt(0);
            } catch (PesaDbException damaged) {
                tell(id, "the chain breaks off here: " + damaged.getMessage());
                break;
            }
        }
        if (id == 0 && count != root.freePages()) {
            tell(0, "counts " + root.freePages() + " free pages, and the chain has " + count);
        }
        return Arrays.stream(free, 0, count).sorted().distinct().toArray();
    }

    private void tell(long id, String what) {
        found.accept(new Fault(versions.main.name(), id, Pager.FREE_PAGES, what));
    }
}
