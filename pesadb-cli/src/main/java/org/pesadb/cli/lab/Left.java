package org.pesadb.cli.lab;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a loss of power leaves. Immutable.
 *
 * @param point        where the power went
 * @param unforced     what became of that which was not forced
 * @param acknowledged whether the command had been told to be done
 * @param told         what whoever gave the command heard
 * @param files        the files
 * @param log          the records of the log as they lie
 * @param pages        the pages of the main file that were written since the command began
 * @param mainPages    how many pages the main file has
 * @param unreadable   why the log could not be read, or null
 */
public record Left(
        StopPoint point,
        Unforced unforced,
        boolean acknowledged,
        String told,
        List<FileLeft> files,
        List<LogPiece> log,
        List<PageLeft> pages,
        long mainPages,
        String unreadable) {
    /**
     * A file.
     *
     * @param name          what it is
     * @param length        how long it is on the device
     * @param forcedLength  how long it was when it was last forced
     * @param unforced      how many writes and cuts were not forced when the power went
     * @param unforcedBytes how many bytes those writes had
     */
    public record FileLeft(String name, long length, long forcedLength, int unforced, long unforcedBytes) {}

    /**
     * A page of the main file.
     *
     * @param page   which
     * @param what   what it is, as far as it can be read; or empty
     * @param state  {@code new}: as it was written; {@code torn}: a part of what was written, and of what was there before; {@code lost}: as it was
     *               before, though it was written
     * @param offset the first byte of it that was written anew
     * @param forced whether it was forced as it is
     * @param before the bytes there before the command, in hexadecimal digits
     * @param bytes  the bytes there now
     * @param fields what its bytes mean; empty where that is not known
     */
    public record PageLeft(
            long page,
            String what,
            String state,
            int offset,
            boolean forced,
            String before,
            String bytes,
            List<Field> fields) {
        /** The same page with what it is, and what its bytes mean. */
        PageLeft explained(String name, List<Field> meaning) {
            return new PageLeft(page, name, state, offset, forced, before, bytes, meaning);
        }
    }

    /**
     * Some bytes of a page, as {@code INSPECT PAGE} tells of them.
     *
     * @param offset the first
     * @param length how many
     * @param name   what they are; empty where nothing is known of them
     * @param value  what they say
     * @param bytes  the first of them in hexadecimal digits
     */
    public record Field(int offset, int length, String name, String value, String bytes) {
        private static final String MORE = " ...";
        private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

        /** Whether the bytes that it tells of stand in a page. */
        boolean standsIn(byte[] page) {
            String shown = bytes.endsWith(MORE) ? bytes.substring(0, bytes.length() - MORE.length()) : bytes;
            byte[] expected = HEX.parseHex(shown);
            return offset + expected.length <= page.length
                    && Arrays.equals(expected, 0, expected.length, page, offset, offset + expected.length);
        }
    }
}
