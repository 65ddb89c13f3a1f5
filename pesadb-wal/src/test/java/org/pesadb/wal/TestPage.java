package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pesadb.api.spi.PageImage;

/** A page whose image says which page it is, at which position it was sealed, and a value that stands all over it. */
record TestPage(long id, long value, int bytes) implements PageImage {
    /** The shortest image that holds all three. */
    static final int SMALL = 64;

    static TestPage of(long id, long value) {
        return new TestPage(id, value, SMALL);
    }

    @Override
    public byte[] seal(long position) {
        byte[] image = new byte[bytes];
        Arrays.fill(image, (byte) value);
        ByteBuffer.wrap(image).putLong(id).putLong(position).putLong(value);
        return image;
    }

    static long value(byte[] image) {
        return ByteBuffer.wrap(image).getLong(16);
    }

    static long position(byte[] image) {
        return ByteBuffer.wrap(image).getLong(8);
    }

    static long id(byte[] image) {
        return ByteBuffer.wrap(image).getLong(0);
    }
}
