package org.pesadb.storage.pager;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/**
 * Opens what is left of a database, to read. It asks what {@link Opening} asks, but where that refuses, this one says what is
 * wrong and goes on with what there is: without a log that cannot be read, without a page 0 that cannot be.
 */
final class DamagedOpening {
    private final PagerContext context;
    private final Consumer<Fault> found;
    private final Opening rules;
    private boolean told;

    /**
     * @param context read-only
     * @param found   is told what keeps the newest commits from being seen
     */
    DamagedOpening(PagerContext context, Consumer<Fault> found) {
        this.context = context;
        this.found = found;
        rules = new Opening(context);
    }

    Pager open() {
        MainFile main = new MainFile(context.files(), context.path(), true);
        Log log = null;
        try {
            byte[] image = new byte[PageFormat.PAGE_BYTES];
            Root root = readRoot(main, image);
            log = openLog(main, root);
            if (root != null && !(log instanceof NoLog)) {
                Log opened = log;
                obey(() -> rules.checkPair(root, opened));
                obey(() -> rules.checkReach(root, PageFormat.position(0, image), opened));
            }
            return new DamagedPager(context, main, log, told);
        } catch (RuntimeException | Error failed) {
            Opening.closeAfter(log, failed);
            Opening.closeAfter(main, failed);
            throw failed;
        }
    }

    /** What page 0 of the main file says; null where it is damaged, which whoever reads it will tell. */
    private static Root readRoot(MainFile main, byte[] image) {
        try {
            main.readRaw(0, ByteBuffer.wrap(image));
        } catch (PesaDbException unreadable) {
            return null;
        }
        return PageFormat.fault(0, image) == null ? Root.of(PageFormat.page(0, image)) : null;
    }

    private Log openLog(MainFile main, Root root) {
        if (context.log().exists(context.logContext())) {
            try {
                return context.log().openDamaged(context.logContext(), this::tell);
            } catch (PesaDbException unreadable) {
                if (unreadable.code() != ErrorCode.CORRUPT && unreadable.code() != ErrorCode.IO) {
                    throw unreadable; // another program can read it
                }
                tell(unreadable.getMessage() + "; the main file is read without it");
            }
        } else if (root == null || !root.clean()) {
            tell(rules.missingLog().getMessage());
        }
        long pages = root != null ? root.pages() : pagesOf(main);
        return new NoLog(pages, root != null ? root.generation() : 1, root != null ? root.transaction() : 0);
    }

    /** How many pages the file holds or begins. */
    private static long pagesOf(MainFile main) {
        return Math.max(1, (main.length() + PageFormat.PAGE_BYTES - 1) / PageFormat.PAGE_BYTES);
    }

    private void obey(Runnable rule) {
        try {
            rule.run();
        } catch (CorruptException broken) {
            tell(broken.getMessage());
        }
    }

    private void tell(String what) {
        tell(new Fault(context.logContext().path().toString(), -1, "the log", what));
    }

    private void tell(Fault fault) {
        told = true;
        found.accept(fault);
    }
}
