package org.pesadb.api.spi;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Stable;

/** Says in the words of the API what the {@link FileLayer} said. */
@Stable(since = 1)
public final class FileFailures {
    private FileFailures() {}

    /**
     * The code of a failure.
     *
     * @param failure what was thrown; its causes count too
     * @return DISK_FULL where the system says that there is no room, else IO
     */
    public static ErrorCode code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    && (tellsOfRoom(cause.getMessage())
                            || cause instanceof FileSystemException system && tellsOfRoom(system.getReason()))) {
                return ErrorCode.DISK_FULL;
            }
        }
        return ErrorCode.IO;
    }

    private static boolean tellsOfRoom(String text) {
        return text != null
                && (text.contains("No space left")
                        || text.contains("quota exceeded")
                        || text.contains("not enough space on the disk"));
    }

    /**
     * A failed call, for users.
     *
     * @param doing  what was tried, such as {@code read page 7 at byte 28672 of}
     * @param path   of which file
     * @param failed how it failed
     * @return DISK_FULL or IO, and what to do
     */
    public static PesaDbException of(String doing, Path path, IOException failed) {
        ErrorCode code = code(failed);
        return new PesaDbException(
                code,
                "could not " + doing + " " + path + ": " + failed.getMessage()
                        + (code == ErrorCode.DISK_FULL
                                ? "; make room on the device"
                                : "; look at the device and the rights of the file"),
                failed);
    }
}
