package org.pesadb.index.hash;

/** A key as it is sought and stored. The forms are drawn in the package's documentation. */
final class Key {
    /** Longest key that is stored in its entry as it is; its form is its length. */
    static final int MAX_INLINE = 253;

    /** Form of an INT of 0 to 2^32 - 1, which most are: its first 5 bytes are always the same. */
    static final int SHORT_NUMBER = 254;

    /** Form of a key that is in pages of its own. */
    static final int LONG = 255;

    private static final byte[] SHORT_NUMBER_START = {1, (byte) 0x80, 0, 0, 0};
    private static final int SHORT_NUMBER_LENGTH = 9;

    /** Form, and the bytes that this form stores; of a long key all of them. */
    final int form;

    final byte[] bytes;
    final int from;
    final int length;
    final long hash;

    private Key(Pages pages, int form, byte[] bytes, int from) {
        this.form = form;
        this.bytes = bytes;
        this.from = from;
        this.length = bytes.length - from;
        this.hash = pages.hash(bytes, from, length);
    }

    static Key of(Pages pages, byte[] key) {
        if (isShortNumber(key)) {
            return new Key(pages, SHORT_NUMBER, key, SHORT_NUMBER_START.length);
        }
        return new Key(pages, key.length <= MAX_INLINE ? key.length : LONG, key, 0);
    }

    /** A row as the key of a heavy key's tree: big-endian, without leading zeros, at least one byte. */
    static Key ofRow(Pages pages, long row) {
        int width = Math.max(1, 8 - Long.numberOfLeadingZeros(row) / 8);
        byte[] key = new byte[width];
        for (int i = 0; i < width; i++) {
            key[i] = (byte) (row >>> 8 * (width - 1 - i));
        }
        return new Key(pages, width, key, 0);
    }

    private static boolean isShortNumber(byte[] key) {
        return key.length == SHORT_NUMBER_LENGTH
                && key[0] == SHORT_NUMBER_START[0]
                && key[1] == SHORT_NUMBER_START[1]
                && (key[2] | key[3] | key[4]) == 0;
    }

    /** A short number with its first bytes again. */
    static byte[] ofShortNumber(byte[] stored) {
        byte[] key = new byte[SHORT_NUMBER_LENGTH];
        System.arraycopy(SHORT_NUMBER_START, 0, key, 0, SHORT_NUMBER_START.length);
        System.arraycopy(stored, 0, key, SHORT_NUMBER_START.length, stored.length);
        return key;
    }
}
