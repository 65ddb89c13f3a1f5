package org.pesadb.it.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.DataFile;

/** A main file whose pages all have the right checksum when they are read, whatever is in them. */
final class ForgedPages extends PassingFiles.PassingFile {
    private static final int PAGE = 4096;
    private static final int ROOT_HEADER = 512;
    private static final int POSITION = 16;

    ForgedPages(DataFile file) {
        super(file);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int from = into.position();
        int count = super.read(into, position);
        byte[] image = new byte[PAGE];
        for (int at = 0; position % PAGE == 0 && at + PAGE <= count; at += PAGE) {
            into.get(from + at, image);
            seal(position + at == 0 ? ROOT_HEADER : 0, image);
            into.put(from + at, image);
        }
        return count;
    }

    /** Gives an image a position of its own, too. */
    static void seal(long number, long position, byte[] image) {
        int header = number == 0 ? ROOT_HEADER : 0;
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putLong(header + POSITION, position);
        seal(header, image);
    }

    static void seal(int header, byte[] image) {
        if (image[header + Integer.BYTES] == 0) {
            return; // a page that was never written
        }
        ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(header, 0);
        CRC32C crc = new CRC32C();
        crc.update(image, 0, PAGE);
        bytes.putInt(header, (int) crc.getValue());
    }
}
