package org.pesadb.it.asserting;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.Page;

/**
 * Pages that were handed out to be read, each with the sum of what stood in it, to find out who writes into the array of one: it belongs to the cache
 * and to everybody. The newest few hundred are kept. Threads share it.
 */
final class ReadPages {
    private static final int KEPT = 256;

    private record HandedOut(Page page, long sum) {}

    private final Deque<HandedOut> pages = new ArrayDeque<>();

    private static long sum(Page page) {
        CRC32C sum = new CRC32C();
        sum.update(page.array());
        return sum.getValue();
    }

    /** Notes a page; looks at the one that has been here longest. */
    Page note(Page page) {
        HandedOut noted = new HandedOut(page, sum(page));
        HandedOut oldest = null;
        synchronized (this) {
            pages.addLast(noted);
            if (pages.size() > KEPT) {
                oldest = pages.removeFirst();
            }
        }
        if (oldest != null) {
            check(oldest);
        }
        return page;
    }

    /** Looks at all of them. */
    synchronized void check() {
        pages.forEach(ReadPages::check);
        pages.clear();
    }

    private static void check(HandedOut handedOut) {
        Misuse.unless(
                sum(handedOut.page()) == handedOut.sum(),
                "somebody wrote into the array of " + handedOut.page()
                        + ", which was handed out to be read; see Page.array()");
    }
}
