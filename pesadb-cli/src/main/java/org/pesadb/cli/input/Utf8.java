package org.pesadb.cli.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is no text is refused, not replaced. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Decodes.
     *
     * @param bytes  holds the text
     * @param from   where it begins
     * @param length its length in bytes
     * @return the text, or null where the bytes are no valid UTF-8
     */
    public static String decode(byte[] bytes, int from, int length) {
        // The JDK's own decoder is the fast one, and writes U+FFFD for what it cannot read: only then look again.
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || valid(bytes, from, length) ? text : null;
    }

    private static boolean valid(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
