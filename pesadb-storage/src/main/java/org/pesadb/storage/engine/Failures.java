package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileFailures;

/** Turns whatever went wrong into the one type that users see. */
final class Failures {
    private Failures() {}

    /** What the system said of a file. */
    static PesaDbException io(Path path, IOException failed) {
        if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
            return FileFailures.of("use", path, failed);
        }
        if (failed instanceof AccessDeniedException) {
            return new PesaDbException(
                    ErrorCode.READ_ONLY, path + " may not be written to; open it with --read-only", failed);
        }
        return new PesaDbException(ErrorCode.IO, path + ": " + reason(path, failed), failed);
    }

    /** The system names the file itself; it is named again only where it is another one. */
    private static String reason(Path path, IOException failed) {
        if (!(failed instanceof FileSystemException system)) {
            return String.valueOf(failed.getMessage());
        }
        String reason = system.getReason();
        if (reason == null) {
            reason = failed instanceof NoSuchFileException
                    ? "no such file or folder"
                    : failed.getClass().getSimpleName();
        }
        return path.toString().equals(system.getFile()) ? reason : system.getFile() + ": " + reason;
    }

    /** The code that {@link #of(Throwable)} gives something, found without making an object: memory may have ended. */
    static ErrorCode code(Throwable failed) {
        if (failed instanceof PesaDbException known) {
            return known.code();
        }
        return failed instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.INTERNAL;
    }

    /** Anything that a statement may throw of which nothing remains when it fails. */
    static PesaDbException of(Throwable failed) {
        return of(failed, "the statement", "nothing of it remains");
    }

    /**
     * Anything that may be thrown.
     *
     * @param failed  what was thrown
     * @param what    what failed
     * @param remains what is left of it, where nobody has said so yet
     */
    static PesaDbException of(Throwable failed, String what, String remains) {
        if (failed instanceof PesaDbException known) {
            return known;
        }
        if (failed instanceof OutOfMemoryError) {
            return new PesaDbException(
                    ErrorCode.OUT_OF_MEMORY,
                    what + " needs more memory than there is; " + remains + "; give Java a larger heap (-Xmx)",
                    failed);
        }
        return new PesaDbException(
                ErrorCode.INTERNAL,
                what + " met a fault of PesaDB or a plugin: " + failed + "; " + remains + "; please report it",
                failed);
    }
}
