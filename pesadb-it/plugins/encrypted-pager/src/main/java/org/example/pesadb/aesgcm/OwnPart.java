package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.PagerContext;

/**
 * What stands in a main file before its pages, twice. Numbers are little-endian.
 *
 * <pre>
 *   0   8  magic "PesaAESG"
 *   8   4  format version, 1
 *  12  16  salt
 *  28  16  check value
 *  44   4  CRC-32C of the bytes before: so damage is told from a wrong key
 *  48      zeros, to 512
 * </pre>
 *
 * @param salt  of its keys
 * @param check what the right key gives with it
 */
record OwnPart(byte[] salt, byte[] check) {
    static final int VERSION = 1;
    static final int BEGIN = PagerContext.HEADER_BYTES;

    private static final int COPY_BYTES = 512;
    private static final int COPIES = 2;

    /** Behind the last copy. */
    static final int END = BEGIN + COPIES * COPY_BYTES;

    private static final long MAGIC = 0x4753_4541_6173_6550L;
    private static final int SUMMED_BYTES = 44;

    static OwnPart of(Keys keys) {
        return new OwnPart(keys.salt(), keys.check());
    }

    /** Both copies. */
    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(END - BEGIN).order(ByteOrder.LITTLE_ENDIAN);
        for (int copy = 0; copy < COPIES; copy++) {
            int at = copy * COPY_BYTES;
            bytes.position(at);
            bytes.putLong(MAGIC).putInt(VERSION).put(salt).put(check);
            bytes.putInt(sum(bytes.array(), at));
        }
        return bytes.clear();
    }

    /**
     * Reads it.
     *
     * @param name of the file, for messages
     * @return null where the file ends before it
     * @throws CorruptException where both copies are damaged
     */
    static OwnPart read(DataFile file, String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(END - BEGIN).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(bytes, BEGIN) < bytes.capacity()) {
            return null;
        }
        for (int copy = 0; copy < COPIES; copy++) {
            bytes.position(copy * COPY_BYTES);
            if (bytes.getLong() == MAGIC
                    && sum(bytes.array(), copy * COPY_BYTES) == bytes.getInt(copy * COPY_BYTES + SUMMED_BYTES)) {
                return decode(bytes, name);
            }
        }
        throw new CorruptException(
                name + " bytes " + BEGIN + " to " + (END - 1)
                        + ": both copies of the salt are damaged, and without it no page can be decrypted; restore it from a backup");
    }

    private static OwnPart decode(ByteBuffer bytes, String name) {
        int version = bytes.getInt();
        if (version > VERSION) {
            throw new PesaDbException(
                    ErrorCode.FORMAT_TOO_NEW,
                    name + " was written by a newer pager '" + AesGcmPagerProvider.NAME + "', in format version "
                            + version + "; this one reads " + VERSION);
        }
        byte[] salt = new byte[Keys.SALT_BYTES];
        byte[] check = new byte[Keys.CHECK_BYTES];
        bytes.get(salt).get(check);
        return new OwnPart(salt, check);
    }

    /**
     * The keys that come of a key.
     *
     * @throws PesaDbException IO where it is not the one that the file was made with
     */
    Keys keys(byte[] key, String name) {
        Keys keys = Keys.of(key, salt);
        if (!MessageDigest.isEqual(keys.check(), check)) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    "wrong key: " + name + " was encrypted with another one; nothing was changed. Set "
                            + AesGcmPagerProvider.NAME + "." + AesGcmPagerProvider.KEY_FILE
                            + " to the file with the right one");
        }
        return keys;
    }

    private static int sum(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, SUMMED_BYTES);
        return (int) crc.getValue();
    }
}
