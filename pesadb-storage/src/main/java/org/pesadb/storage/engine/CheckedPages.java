package org.pesadb.storage.engine;

import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;

/**
 * The pages that a check walks through. One that the device does not give is as good as a damaged one, so that a walk steps over it
 * and goes on. Remembers which page could not be had last, and why, so that it is told once, whoever misses it. Of one thread.
 */
final class CheckedPages implements PageReader {
    private final PageReader pages;
    private long failed = -1;
    private String reason;

    CheckedPages(PageReader pages) {
        this.pages = pages;
    }

    @Override
    public Page page(long id) {
        try {
            return pages.page(id);
        } catch (PesaDbException unreadable) {
            if (unreadable.code() != ErrorCode.CORRUPT && unreadable.code() != ErrorCode.IO) {
                throw unreadable;
            }
            failed = id;
            reason = unreadable.getMessage();
            throw unreadable instanceof CorruptException damaged
                    ? damaged
                    : new CorruptException(unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    /**
     * Which page a message is about.
     *
     * @param message of a fault
     * @return the page that could not be had last, where the message says just why, or that and what follows from it; else -1
     */
    long about(String message) {
        return failed >= 0 && message.contains(reason) ? failed : -1;
    }

    /** Whether a message says why the last page could not be had, and nothing else. */
    boolean saysNothingElse(String message) {
        return message.equals(reason);
    }
}
