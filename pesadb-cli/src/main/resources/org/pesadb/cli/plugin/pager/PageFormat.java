package @package@;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PagerContext;

/**
 * A page as it stands in the files. Numbers are little-endian.
 *
 * <pre>
 *   main file    │ page 0 │ page 1 │ page 2 │ …        page n begins at byte n * 4,096
 *
 *   a page                                             page 0
 *     0  CRC-32C of all the rest      4                     0  the engine's header       512
 *     4  the page's number            4                   512  as 0 to 23 of a page       24
 *     8  its owner                    4                   536  Root, the state            32
 *    12  its type, and 3 zeros        4                   568  Mark, of this file         40
 *    16  position                     8                   608  zeros                    3488
 *    24  what callers see          4072
 * </pre>
 *
 * <p>The position is the version's name, by which the log knows it. It is known when the version goes to the log; then the page is sealed, and its
 * bytes travel as they are: log, main file, backup. The number is in the sum, so that a page in another's place is found out.
 */
final class PageFormat {
    static final int BYTES = 4096;
    static final int HEADER_BYTES = 24;

    /** Numbers have 32 bits. */
    static final long MOST_PAGES = 1L << 32;

    private static final int SUM = 0;
    private static final int NUMBER = 4;
    private static final int OWNER = 8;
    private static final int TYPE = 12;
    private static final int POSITION = 16;

    private PageFormat() {}

    /** Where the header begins, behind which callers see the page. */
    private static int header(long id) {
        return id == 0 ? PagerContext.HEADER_BYTES : 0;
    }

    private static ByteBuffer numbers(byte[] image) {
        return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A page to change over an image of its own. */
    static MutablePage page(long id, PageType type, int owner, byte[] image) {
        return new MutablePage(id, type, owner, image, header(id) + HEADER_BYTES);
    }

    /** A copy to change. */
    static MutablePage copy(Page page) {
        return page(page.id(), page.type(), page.owner(), page.array().clone());
    }

    /** The page that an image is, in which {@link #fault} found nothing. */
    static MutablePage page(long id, byte[] image) {
        int at = header(id);
        return page(id, PageType.of(image[at + TYPE]), numbers(image).getInt(at + OWNER), image);
    }

    /** Completes a page's image, and returns it. */
    static byte[] seal(Page page, long position) {
        byte[] image = page.array();
        int at = header(page.id());
        numbers(image)
                .putInt(at + NUMBER, (int) page.id())
                .putInt(at + OWNER, page.owner())
                .putInt(at + TYPE, page.type().code())
                .putLong(at + POSITION, position);
        numbers(image).putInt(at + SUM, sum(image, at));
        return image;
    }

    /** With which position an image was sealed. */
    static long position(long id, byte[] image) {
        return numbers(image).getLong(header(id) + POSITION);
    }

    /** What is wrong with an image that was read as this page's; null where nothing is. Nobody is to see a byte of it before. */
    static String fault(long id, byte[] image) {
        int at = header(id);
        if (numbers(image).getInt(at + SUM) != sum(image, at)) {
            return "its checksum is wrong";
        }
        if (numbers(image).getInt(at + NUMBER) != (int) id) {
            return "it bears the number " + Integer.toUnsignedString(numbers(image).getInt(at + NUMBER));
        }
        PageType type = PageType.of(image[at + TYPE]);
        return type == null || type == PageType.NONE || (type == PageType.ROOT) != (id == 0)
                ? "its type is " + image[at + TYPE] + ", which no page of this number has"
                : null;
    }

    /** Of all but the four bytes in which it stands. */
    private static int sum(byte[] image, int at) {
        CRC32C crc = new CRC32C();
        crc.update(image, 0, at + SUM);
        crc.update(image, at + NUMBER, image.length - at - NUMBER);
        return (int) crc.getValue();
    }
}
