package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.pesadb.api.spi.DataFile;

/**
 * A temporary file under AES-256-CTR, with a key of its own that is nowhere but in memory. Nothing in it is longer than it was, and nothing proves that it comes
 * back as it went: whoever writes temporary files keeps sums of them.
 *
 * <p>It is worked on in blocks of 4,096 bytes. The same key stream over two contents would give both away to somebody who copies
 * the disk twice. So each writing of a block has a number of its own, kept in memory:
 *
 * <pre>
 *   counter    block (64 bits) │ how often it was written (48 bits) │ 16 bits that count within the block
 * </pre>
 *
 * <p>Threads share it, one at a time.
 */
final class EphemeralFile implements DataFile {
    private static final int BLOCK = 4096;
    private static final int RUN_BLOCKS = 64;

    private final DataFile file;
    private final SecretKey key;
    private final Cipher cipher;
    /** How often each block was written. */
    private int[] versions = new int[16];

    EphemeralFile(DataFile file) {
        this.file = file;
        byte[] random = new byte[32];
        Keys.RANDOM.nextBytes(random);
        key = new SecretKeySpec(random, "AES");
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-CTR", impossible);
        }
    }

    @Override
    public synchronized int read(ByteBuffer into, long position) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            long at = position + total;
            long block = at / BLOCK;
            int offset = (int) (at % BLOCK);
            byte[] run = new byte[(int) Math.min(RUN_BLOCKS * BLOCK, roundUp(offset + (long) into.remaining()))];
            int length = readBlocks(block, run) - offset;
            if (length <= 0) {
                break;
            }
            int taken = Math.min(length, into.remaining());
            into.put(run, offset, taken);
            total += taken;
        }
        return total;
    }

    private static long roundUp(long length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Fills an array with neighbouring blocks in the clear; returns how much of it the file has. */
    private int readBlocks(long first, byte[] into) throws IOException {
        int length = file.read(ByteBuffer.wrap(into), first * BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            crypt(first + from / BLOCK, into, from, Math.min(BLOCK, length - from));
        }
        return length;
    }

    /** Encrypts, or decrypts, a block as it was written last; one that never was is zeros. */
    private void crypt(long block, byte[] bytes, int from, int length) {
        int version = block < versions.length ? versions[(int) block] : 0;
        if (version == 0) {
            return;
        }
        ByteBuffer counter = ByteBuffer.allocate(16).putLong(block).putLong((long) version << 16);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter.array()));
            cipher.doFinal(bytes, from, length, bytes, from);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a block of a temporary file cannot be encrypted", impossible);
        }
    }

    @Override
    public synchronized void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            long block = at / BLOCK;
            int offset = (int) (at % BLOCK);
            int length = Math.min(from.remaining(), RUN_BLOCKS * BLOCK - offset);
            byte[] run = new byte[(int) roundUp(offset + (long) length)];
            int end = Math.max(offset + length, around(block, run, offset, offset + length));
            from.get(run, offset, length);
            for (int i = 0; i < end; i += BLOCK) {
                writtenAnew(block + i / BLOCK);
                crypt(block + i / BLOCK, run, i, Math.min(BLOCK, end - i));
            }
            file.write(ByteBuffer.wrap(run, 0, end), block * BLOCK);
            at += length;
        }
    }

    /** Reads what stays of blocks that are written in part; returns how much of the run the file had. */
    private int around(long first, byte[] run, int from, int to) throws IOException {
        int had = 0;
        int last = (to - 1) / BLOCK;
        if (from > 0) {
            had = part(first, run, 0);
        }
        if (to % BLOCK != 0 && (last > 0 || from == 0)) {
            had = Math.max(had, part(first + last, run, last * BLOCK));
        }
        return had;
    }

    private int part(long block, byte[] run, int at) throws IOException {
        byte[] bytes = new byte[BLOCK];
        int length = readBlocks(block, bytes);
        System.arraycopy(bytes, 0, run, at, length);
        return at + length;
    }

    private void writtenAnew(long block) {
        int index = Math.toIntExact(block);
        if (index >= versions.length) {
            versions = Arrays.copyOf(versions, Math.max(index + 1, versions.length + versions.length / 2));
        }
        versions[index]++;
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
        file.truncate(length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
