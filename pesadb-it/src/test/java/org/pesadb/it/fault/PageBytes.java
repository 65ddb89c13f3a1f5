package org.pesadb.it.fault;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a main file, page by page, with numbers to be read and written and checksums to be made right: written for the
 * tests from the drawings of the formats, and not with the classes that they judge.
 */
final class PageBytes {
    static final int PAGE = 4096;
    static final int USABLE = 24;
    static final int ROOT = 512;

    /** Types of pages. */
    static final int FREE = 2;

    static final int CATALOG = 3;
    static final int DIRECTORY = 4;
    static final int HEAP = 5;
    static final int OVERFLOW = 6;
    static final int INDEX = 7;

    /** Where a heap page has its slots, and of what kinds a slot is. */
    static final int SLOTS = USABLE + 12;

    static final int ROW = 1;
    static final int IN_OVERFLOW = 2;
    static final int FORWARD = 3;
    static final int MOVED = 4;

    private static final int FILE_CHECKSUM = ROOT - 4;

    /** Of the mark of a deleted row. */
    private static final int LEAST_CELL = "{\"__deleted__\":true}".length();

    private final byte[] bytes;
    private final ByteBuffer numbers;

    PageBytes(byte[] bytes) {
        this.bytes = bytes;
        numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] image(int page) {
        return Arrays.copyOfRange(bytes, page * PAGE, (page + 1) * PAGE);
    }

    /** Takes an image back. */
    void restore(int page, byte[] image) {
        System.arraycopy(image, 0, bytes, page * PAGE, image.length);
    }

    int pages() {
        return bytes.length / PAGE;
    }

    int type(int page) {
        return (int) get(page, (page == 0 ? ROOT : 0) + 4, 1);
    }

    int owner(int page) {
        return numbers.getInt(page * PAGE + (page == 0 ? ROOT : 0) + 12);
    }

    /** An unsigned number, but for one of 8 bytes. */
    long get(int page, int offset, int length) {
        int at = page * PAGE + offset;
        return switch (length) {
            case 1 -> numbers.get(at) & 0xFF;
            case 2 -> numbers.getShort(at) & 0xFFFF;
            case 4 -> numbers.getInt(at) & 0xFFFF_FFFFL;
            default -> numbers.getLong(at);
        };
    }

    void put(int page, int offset, int length, long value) {
        int at = page * PAGE + offset;
        switch (length) {
            case 1 -> numbers.put(at, (byte) value);
            case 2 -> numbers.putShort(at, (short) value);
            case 4 -> numbers.putInt(at, (int) value);
            default -> numbers.putLong(at, value);
        }
    }

    /** Makes the checksums of a page right. */
    void seal(int page) {
        int at = page * PAGE;
        if (page == 0) {
            numbers.putInt(FILE_CHECKSUM, checksum(0, FILE_CHECKSUM));
            at = ROOT;
        }
        numbers.putInt(at, 0);
        numbers.putInt(at, checksum(page * PAGE, PAGE));
    }

    private int checksum(int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    int slots(int page) {
        return (int) get(page, USABLE, 2);
    }

    int slot(int page, int number) {
        return (int) get(page, SLOTS + 4 * number, 4);
    }

    static int kind(int slot) {
        return slot >>> 29;
    }

    static int length(int slot) {
        return slot >>> 16 & 0x1FFF;
    }

    /** Where a slot's cell begins in its page. */
    static int cell(int slot) {
        return USABLE + (slot & 0xFFFF);
    }

    String row(int page, int number) {
        int slot = slot(page, number);
        return new String(bytes, page * PAGE + cell(slot), length(slot), StandardCharsets.UTF_8);
    }

    /** Puts another row in the place of one, in a new cell; false where the page has no room for it. */
    boolean setRow(int page, int number, String row) {
        byte[] text = row.getBytes(StandardCharsets.UTF_8);
        int old = slot(page, number);
        int length = Math.max(text.length, LEAST_CELL);
        int offset = (int) get(page, USABLE + 4, 2) - length;
        if (offset < 12 + 4 * slots(page)) {
            return false;
        }
        System.arraycopy(text, 0, bytes, page * PAGE + USABLE + offset, text.length);
        put(page, USABLE + 4, 2, offset);
        put(page, USABLE + 6, 2, get(page, USABLE + 6, 2) + length - Math.max(length(old), LEAST_CELL));
        put(page, SLOTS + 4 * number, 4, ROW << 29 | text.length << 16 | offset);
        return true;
    }
}
