package org.pesadb.it.fault;

import java.nio.file.Path;

/**
 * One call to the disk. Immutable; threads may share it.
 *
 * @param number   counts from 1 on each disk
 * @param kind     what it does
 * @param path     to which file or folder; of a rename, the new name; of an open file that was renamed, the one it has now
 * @param position where, of a read or write; the new length, of a truncate; else 0
 * @param length   how many bytes, of a read or write; else 0
 */
public record IoCall(long number, Kind kind, Path path, long position, int length) {
    /** What a call does. */
    public enum Kind {
        /** Opens a file that exists. */
        OPEN,
        /** Makes a file and opens it. */
        CREATE,
        /** Reads bytes. */
        READ,
        /** Writes bytes. */
        WRITE,
        /** Forces a file. */
        FORCE,
        /** Asks for a file's length. */
        LENGTH,
        /** Cuts a file. */
        TRUNCATE,
        /** Closes a file, or gives back a lock. */
        CLOSE,
        /** Asks whether a file exists. */
        EXISTS,
        /** Lists a folder. */
        LIST,
        /** Makes folders. */
        CREATE_FOLDERS,
        /** Renames a file. */
        RENAME,
        /** Deletes a file or a folder. */
        DELETE,
        /** Forces a folder. */
        FORCE_FOLDER,
        /** Locks a file. */
        LOCK;

        /**
         * Whether what a power loss may leave is different before and after it.
         *
         * @return false for a call that only asks
         */
        public boolean changes() {
            return switch (this) {
                case CREATE, WRITE, FORCE, TRUNCATE, CREATE_FOLDERS, RENAME, DELETE, FORCE_FOLDER, LOCK -> true;
                case OPEN, READ, LENGTH, CLOSE, EXISTS, LIST -> false;
            };
        }
    }
}
