package org.pesadb.api;

import java.util.Objects;

/**
 * Something that {@link Database#check} found wrong. Immutable; threads may share it.
 *
 * @param file    the file
 * @param page    the page, or -1 where the fault is not in a page
 * @param object  the table or index concerned, such as {@code table users}, or null where nobody can say
 * @param message what is wrong, for people
 * @param code    of what kind it is: {@link ErrorCode#CORRUPT} for damage; where the data may be sound and cannot be looked into, why, such as {@link
 *     ErrorCode#MISSING_COMPONENT}
 */
@Stable(since = 1)
public record Fault(String file, long page, String object, String message, ErrorCode code) {
    /** Refuses a fault of no kind. */
    public Fault {
        Objects.requireNonNull(code, "code");
    }

    /**
     * Damage.
     *
     * @param file    the file
     * @param page    the page, or -1 where the fault is not in a page
     * @param object  the table or index concerned, or null where nobody can say
     * @param message what is wrong, for people
     */
    public Fault(String file, long page, String object, String message) {
        this(file, page, object, message, ErrorCode.CORRUPT);
    }

    @Override
    public String toString() {
        return file + (page >= 0 ? " page " + page : "") + (object != null ? " (" + object + ")" : "") + ": " + message;
    }
}
