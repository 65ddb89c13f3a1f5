package org.pesadb.cli.lab;

import java.nio.file.Path;

/**
 * A call to a {@link CrashDisk}. Immutable.
 *
 * @param number   counts the calls that change something, from 1; 0 of one that reads
 * @param kind     what it does
 * @param path     to which file or folder; of a rename, the new name
 * @param position where, of a read or write; the new length, of a cut; else 0
 * @param length   how many bytes, of a read or write; else 0
 * @param zeros    whether it writes nothing but zeros
 */
record DiskCall(long number, Kind kind, Path path, long position, int length, boolean zeros) {
    /** What a call does. */
    enum Kind {
        /** Reads bytes. */
        READ,
        /** Writes bytes. */
        WRITE,
        /** Forces a file. */
        FORCE,
        /** Cuts a file. */
        TRUNCATE,
        /** Makes a file. */
        CREATE,
        /** Renames a file. */
        RENAME,
        /** Deletes a file. */
        DELETE,
        /** Forces the names in a folder. */
        FORCE_FOLDER
    }

    /** The byte behind the last. */
    long end() {
        return position + length;
    }
}
