package org.pesadb.storage.pager;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PagerContext;

/**
 * The header of a page, as {@link org.pesadb.storage.pager} draws it: written here, judged here.
 *
 * <p>An image is sealed once, when its version gets its position in the log, and from then on its bytes travel unchanged: log,
 * cache, main file. Whoever reads one from a file has it judged by {@link #fault} before anybody sees a byte of it.
 */
final class PageFormat {
    static final int PAGE_BYTES = 4096;

    static final int CHECKSUM = 0;
    static final int TYPE = CHECKSUM + Integer.BYTES;
    static final int RESERVED = TYPE + Byte.BYTES;
    static final int NUMBER = RESERVED + 3;
    static final int OWNER = NUMBER + Integer.BYTES;
    static final int POSITION = OWNER + Integer.BYTES;
    static final int HEADER_BYTES = POSITION + Long.BYTES;

    static final int USABLE_BYTES = PAGE_BYTES - HEADER_BYTES;

    /** Page numbers have 32 bits. */
    static final long MAX_PAGES = 1L << 32;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] BLANK = new byte[PAGE_BYTES];

    private PageFormat() {}

    /**
     * Where the header of a page begins: page 0 begins with the engine's own.
     *
     * @param id the page's number
     * @return an index of its image
     */
    static int header(long id) {
        return id == 0 ? PagerContext.HEADER_BYTES : 0;
    }

    /**
     * Where the usable part of a page begins.
     *
     * @param id the page's number
     * @return an index of its image
     */
    static int base(long id) {
        return header(id) + HEADER_BYTES;
    }

    /**
     * Writes all of a header that does not depend on the version.
     *
     * @param id    the page's number
     * @param type  what it is for
     * @param owner whose it is
     * @param image written to
     */
    static void label(long id, PageType type, int owner, byte[] image) {
        int at = header(id);
        image[at + TYPE] = type.code();
        INT.set(image, at + NUMBER, (int) id);
        INT.set(image, at + OWNER, owner);
    }

    /**
     * Completes an image: position, then the checksum over everything else.
     *
     * @param id       the page's number
     * @param position the version's name
     * @param image    written to, for the last time
     */
    static void seal(long id, long position, byte[] image) {
        int at = header(id);
        LONG.set(image, at + POSITION, position);
        INT.set(image, at + CHECKSUM, checksum(image, at));
    }

    /**
     * The version that an image is.
     *
     * @param id    the page's number
     * @param image sealed
     * @return the position that it was sealed with
     */
    static long position(long id, byte[] image) {
        return (long) LONG.get(image, header(id) + POSITION);
    }

    /**
     * Judges an image that was read from a file.
     *
     * @param id    the page that it should be
     * @param image what was read
     * @return null where it may be used, else what is wrong with it, for people
     */
    static String fault(long id, byte[] image) {
        if (blank(image)) {
            return id == 0 ? "it is blank" : null;
        }
        int at = header(id);
        int stated = (int) INT.get(image, at + CHECKSUM);
        int actual = checksum(image, at);
        if (stated != actual) {
            return String.format("its checksum is %08x, but its content has %08x", stated, actual);
        }
        long number = (int) INT.get(image, at + NUMBER) & 0xFFFF_FFFFL;
        if (number != id) {
            return "it bears the number " + number + ": it was written to the wrong place";
        }
        PageType type = PageType.of(image[at + TYPE]);
        if (type == null || type == PageType.NONE || type == PageType.ROOT != (id == 0)) {
            return "its type is " + image[at + TYPE] + ", which no page of this number has";
        }
        return null;
    }

    /**
     * Whether a page was never written.
     *
     * @param image what was read
     * @return whether it is all zeros
     */
    static boolean blank(byte[] image) {
        return image[0] == 0 && Arrays.equals(image, BLANK);
    }

    /**
     * A page over an image found good.
     *
     * @param id    its number
     * @param image kept, not copied
     * @return of type {@link PageType#NONE} where the image is blank
     */
    static Page page(long id, byte[] image) {
        int at = header(id);
        return new Page(id, PageType.of(image[at + TYPE]), (int) INT.get(image, at + OWNER), image, base(id));
    }

    /**
     * What a damaged image says of its owner, if that can be believed: its number is still the right one.
     *
     * @param id    the page that it should be
     * @param image what was read
     * @return such as {@code owner 4}, or null where nobody can say
     */
    static String owner(long id, byte[] image) {
        int at = header(id);
        int owner = (int) INT.get(image, at + OWNER);
        return id != 0 && (int) INT.get(image, at + NUMBER) == (int) id && owner > 0 ? "owner " + owner : null;
    }

    private static int checksum(byte[] image, int header) {
        CRC32C crc = new CRC32C();
        int at = header + CHECKSUM;
        crc.update(image, 0, at);
        crc.update(BLANK, 0, Integer.BYTES);
        crc.update(image, at + Integer.BYTES, PAGE_BYTES - at - Integer.BYTES);
        return (int) crc.getValue();
    }
}
