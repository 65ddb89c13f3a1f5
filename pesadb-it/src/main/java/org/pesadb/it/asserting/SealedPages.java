package org.pesadb.it.asserting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.PageImage;

/** The pages of one transaction on their way into the log: what was sealed, and that nobody changes it. Of one thread, the transaction's. */
final class SealedPages {
    private static final long MOST = 1L << 32;

    /** An image, and the checksum that it had when it was sealed. */
    private record Image(long page, byte[] bytes, long checksum) {}

    private final int pageBytes;
    private final Map<Long, Long> versions;
    private final List<Image> images = new ArrayList<>();
    private long highest = -1;

    /**
     * @param pageBytes how long an image must be
     * @param versions  takes the page of every version named, by its name
     */
    SealedPages(int pageBytes, ConcurrentHashMap<Long, Long> versions) {
        this.pageBytes = pageBytes;
        this.versions = versions;
    }

    /** What the log is given in place of a caller's pages. */
    List<PageImage> watched(List<? extends PageImage> pages) {
        requireUnchanged();
        images.clear(); // they are in the log now, and the caller may have given them back
        List<PageImage> watched = new ArrayList<>(pages.size());
        for (PageImage page : pages) {
            long id = page.id();
            Misuse.unless(id >= 0 && id < MOST, () -> "page " + id + " is committed; numbers go from 0 to 2^32 - 1");
            highest = Math.max(highest, id);
            watched.add(new Watched(page, id));
        }
        return watched;
    }

    private final class Watched implements PageImage {
        private final PageImage page;
        private final long id;

        Watched(PageImage page, long id) {
            this.page = page;
            this.id = id;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public byte[] seal(long position) {
            byte[] image = page.seal(position);
            Misuse.unless(
                    image != null && image.length == pageBytes,
                    () -> "the image of page " + id + " has " + (image == null ? "no" : image.length)
                            + " bytes, pages have " + pageBytes);
            versions.put(position, id);
            images.add(new Image(id, image, checksum(image)));
            return image;
        }
    }

    /** No page may lie beyond the end that the commit gives the database. */
    void requireWithin(long databasePages) {
        Misuse.unless(
                databasePages >= 1 && databasePages <= MOST,
                () -> "the database is to have " + databasePages + " pages; it has 1 to 2^32");
        Misuse.unless(
                highest < databasePages,
                () -> "page " + highest + " is committed to a database of " + databasePages + " pages");
    }

    /** What was sealed last must be as it was. */
    void requireUnchanged() {
        for (Image image : images) {
            Misuse.unless(
                    checksum(image.bytes) == image.checksum,
                    () -> "the image of page " + image.page + " was changed after it was sealed");
        }
    }

    private static long checksum(byte[] image) {
        CRC32C crc = new CRC32C();
        crc.update(image, 0, image.length);
        return crc.getValue();
    }
}
