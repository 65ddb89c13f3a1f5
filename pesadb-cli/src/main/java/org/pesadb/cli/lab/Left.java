package org.pesadb.cli.lab;

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
     */
    public record PageLeft(
            long page, String what, String state, int offset, boolean forced, String before, String bytes) {}
}
