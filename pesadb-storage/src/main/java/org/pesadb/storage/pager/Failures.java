package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Turns failures of the file layer into those that users see. */
final class Failures {
    private Failures() {}

    /**
     * A failed call.
     *
     * @param doing  what was tried, such as {@code read page 7 at byte 28672 of}
     * @param path   of which file
     * @param failed how it failed
     * @return DISK_FULL or IO
     */
    static PesaDbException of(String doing, Path path, IOException failed) {
        boolean full = outOfSpace(failed);
        return new PesaDbException(
                full ? ErrorCode.DISK_FULL : ErrorCode.IO,
                "could not " + doing + " " + path + ": " + failed.getMessage()
                        + (full ? "; make room on the device" : "; look at the device and the rights of the file"),
                failed);
    }

    /** Whether the system says that there is no room. */
    static boolean outOfSpace(IOException failed) {
        String message = failed.getMessage();
        return message != null && (message.contains("No space left") || message.contains("quota exceeded"));
    }
}
