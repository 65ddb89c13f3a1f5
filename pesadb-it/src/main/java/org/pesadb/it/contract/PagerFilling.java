package org.pesadb.it.contract;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/** What tests write into a page: every byte of it follows from one number, so that a single wrong one shows. */
final class PagerFilling {
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private PagerFilling() {}

    /** Fills all of a page. */
    static void write(MutablePage page, long stamp) {
        page.putLong(0, stamp);
        int at = Long.BYTES;
        for (; at + Long.BYTES <= page.size(); at += Long.BYTES) {
            page.putLong(at, (stamp + at) * SPREAD);
        }
        for (; at < page.size(); at++) {
            page.putByte(at, (int) stamp);
        }
    }

    /**
     * Looks for a byte that is not as {@link #write} left it.
     *
     * @return what is wrong, for people; null where nothing is
     */
    static String fault(Page page, long stamp) {
        if (page.getLong(0) != stamp) {
            return page + " holds " + page.getLong(0) + " where " + stamp + " was written";
        }
        int at = Long.BYTES;
        for (; at + Long.BYTES <= page.size(); at += Long.BYTES) {
            if (page.getLong(at) != (stamp + at) * SPREAD) {
                return page + ", filled with " + stamp + ", holds something else from byte " + at + " on";
            }
        }
        for (; at < page.size(); at++) {
            if (page.getByte(at) != (byte) stamp) {
                return page + ", filled with " + stamp + ", holds something else at byte " + at;
            }
        }
        return null;
    }

    /** Whether a page is all zeros. */
    static boolean isBlank(Page page) {
        byte[] bytes = new byte[page.size()];
        page.copyTo(0, bytes, 0, bytes.length);
        return page.compare(0, bytes.length, new byte[bytes.length]) == 0;
    }
}
