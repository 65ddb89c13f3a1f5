package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.PageImage;

/**
 * A page as the log rules commit it: its image says which page it is, where it was sealed and which value it has, under a checksum.
 *
 * <pre>
 *   0  number   8  position   16  value   24  CRC-32C of all the rest   32  bytes that follow from number and value
 * </pre>
 */
final class LogPage implements PageImage {
    /** What a page holds that was never written. */
    static final long NOTHING = 0;

    private static final int POSITION = 8;
    private static final int VALUE = 16;
    private static final int CHECKSUM = 24;
    private static final int FILLING = 32;

    private final long id;
    private final long value;
    private final int bytes;
    private long position;
    private int seals;

    LogPage(long id, long value, int bytes) {
        this.id = id;
        this.value = value;
        this.bytes = bytes;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public byte[] seal(long at) {
        seals++;
        position = at;
        byte[] image = new byte[bytes];
        ByteBuffer buffer = ByteBuffer.wrap(image);
        new Random(id * 31 + value).nextBytes(image);
        buffer.putLong(0, id).putLong(POSITION, at).putLong(VALUE, value).putLong(CHECKSUM, 0);
        buffer.putLong(CHECKSUM, checksum(image));
        return image;
    }

    /** The version's name. */
    long position() {
        assertEquals(1, seals, "how often page " + id + " was sealed");
        return position;
    }

    private static long checksum(byte[] image) {
        CRC32C crc = new CRC32C();
        crc.update(image, 0, CHECKSUM);
        crc.update(image, FILLING, image.length - FILLING);
        return crc.getValue() + 1; // so that zeros are no page
    }

    /**
     * Reads an image back.
     *
     * @return its value
     * @throws AssertionError where it is not, byte for byte, what was sealed under this name
     */
    static long value(long page, long position, byte[] image) {
        ByteBuffer buffer = ByteBuffer.wrap(image);
        assertEquals(page, buffer.getLong(0), "the number in the image of page " + page);
        assertEquals(position, buffer.getLong(POSITION), "the position in the image of page " + page);
        assertEquals(checksum(image), buffer.getLong(CHECKSUM), "the checksum in the image of page " + page);
        return buffer.getLong(VALUE);
    }
}
