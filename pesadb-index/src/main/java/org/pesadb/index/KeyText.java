package org.pesadb.index;

import java.util.HexFormat;

/** Bytes of keys as people read them. */
public final class KeyText {
    private static final int SHOWN = 24;

    private KeyText() {}

    /**
     * Bytes in hexadecimal, and as characters where all that are shown can be printed.
     *
     * @param bytes  hold the key
     * @param length how many of them are the key's
     * @return one line
     */
    public static String of(byte[] bytes, int length) {
        int shown = Math.min(SHOWN, length);
        StringBuilder text = new StringBuilder(HexFormat.of().formatHex(bytes, 0, shown));
        text.append(shown < length ? "..." : "");
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            char c = (char) (bytes[i] & 0xFF);
            characters.append(c >= ' ' && c < 0x7F ? c : '.');
        }
        return text.append(" ").append(characters).toString();
    }
}
