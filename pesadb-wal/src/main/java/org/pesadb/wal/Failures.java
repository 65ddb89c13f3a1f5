package org.pesadb.wal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Says in the words of the API what the file system said. */
final class Failures {
    private Failures() {}

    /** The code of a failure: DISK_FULL where the system says that there is no room, else IO. */
    static ErrorCode code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && saysFull(cause)) {
                return ErrorCode.DISK_FULL;
            }
        }
        return ErrorCode.IO;
    }

    private static boolean saysFull(Throwable failure) {
        return tellsOfSpace(failure.getMessage())
                || failure instanceof FileSystemException system && tellsOfSpace(system.getReason());
    }

    private static boolean tellsOfSpace(String text) {
        return text != null
                && (text.contains("No space left")
                        || text.contains("Disk quota exceeded")
                        || text.contains("not enough space on the disk"));
    }

    /** An error for a user. */
    static PesaDbException of(Path path, String doing, IOException cause) {
        return new PesaDbException(code(cause), path + ": " + doing + " failed: " + cause.getMessage(), cause);
    }
}
