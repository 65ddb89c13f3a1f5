package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

class FileHeaderTest {
    private final FileHeader header = new FileHeader(UUID.randomUUID(), "wal", 1, "paged", 7);

    private static ErrorCode refused(byte[] bytes) {
        return assertThrows(PesaDbException.class, () -> FileHeader.decode("f", bytes))
                .code();
    }

    @Test
    void comesBackAsItWent() {
        byte[] bytes = header.encode();
        assertEquals(512, bytes.length);
        assertEquals(header, FileHeader.decode("f", bytes));
    }

    @Test
    void anythingElseIsNoDatabase() {
        assertEquals(ErrorCode.NOT_A_DATABASE, refused(new byte[0]));
        assertEquals(ErrorCode.NOT_A_DATABASE, refused(new byte[512]));
        assertEquals(ErrorCode.NOT_A_DATABASE, refused("SQLite format 3".getBytes()));
        assertEquals(ErrorCode.CORRUPT, refused(Arrays.copyOf(header.encode(), 100)), "cut within the header");
    }

    @Test
    void everyFlippedBitIsFound() {
        for (int i = 0; i < 512 * 8; i++) {
            byte[] bytes = header.encode();
            bytes[i / 8] ^= (byte) (1 << i % 8);
            ErrorCode code = refused(bytes);
            assertEquals(i / 8 < 8 ? ErrorCode.NOT_A_DATABASE : ErrorCode.CORRUPT, code, "bit " + i);
        }
    }

    @Test
    void anotherFormatVersionIsSaidToBeNewerOrOlder() {
        assertEquals(ErrorCode.FORMAT_TOO_NEW, refused(withVersion(2)));
        assertEquals(ErrorCode.FORMAT_TOO_OLD, refused(withVersion(0)));
    }

    @Test
    void aNewHeaderHasAnIdOfItsOwn() {
        assertTrue(!header.databaseId().equals(new FileHeader(UUID.randomUUID(), "wal", 1, "paged", 7).databaseId()));
    }

    private byte[] withVersion(int version) {
        byte[] bytes = header.encode();
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(8, version);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 508);
        view.putInt(508, (int) crc.getValue());
        return bytes;
    }
}
