package org.pesadb.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileFailures;

/** Turns whatever is thrown into the one kind of failure that users see: a code and a line, never a stack trace. */
public final class Failures {
    private Failures() {}

    /**
     * A failure that nobody foresaw.
     *
     * @param thrown whatever it was
     * @return itself where it is of this kind already
     */
    public static PesaDbException of(Throwable thrown) {
        if (thrown.getClass() == ExceptionInInitializerError.class && thrown.getCause() != null) {
            return of(thrown.getCause());
        }
        if (thrown instanceof PesaDbException known) {
            return known;
        }
        if (thrown instanceof OutOfMemoryError) {
            return new PesaDbException(
                    ErrorCode.OUT_OF_MEMORY,
                    "the heap is exhausted; give Java more with PESADB_JAVA_OPTS=-Xmx...",
                    thrown);
        }
        return new PesaDbException(
                ErrorCode.INTERNAL,
                words(thrown) + "; this is a fault of PesaDB, or of a plugin; please report it",
                thrown);
    }

    /** It may be a plugin's, and so may what it overrides. */
    private static String words(Throwable thrown) {
        String type = thrown.getClass().getSimpleName();
        try {
            StackTraceElement[] trace = thrown.getStackTrace();
            String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
            return type + message + (trace.length == 0 ? "" : " at " + trace[0]);
        } catch (Throwable worse) { // even one that no Java compiler lets it throw
            return thrown.getClass().getName() + ", which throws "
                    + worse.getClass().getName() + " when it is asked for its message and its trace";
        }
    }

    /** A failure of the operating system over a file. */
    static PesaDbException of(String doing, Object file, IOException failure) {
        String reason = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            reason = "no such file or folder";
        } else if (failure instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (failure instanceof FileSystemException system && system.getReason() != null) {
            reason = system.getReason();
        }
        return new PesaDbException(FileFailures.code(failure), "cannot " + doing + " " + file + ": " + reason, failure);
    }

    /** A file's name as a path. */
    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException refused) {
            throw new PesaDbException(
                    ErrorCode.IO, "no file can be named " + name + ": " + refused.getReason(), refused);
        }
    }
}
