package org.pesadb.api;

/**
 * Something that {@link Database#check} found wrong. Immutable; threads may share it.
 *
 * @param file    the file
 * @param page    the page, or -1 where the fault is not in a page
 * @param object  the table or index concerned, such as {@code table users}, or null where nobody can say
 * @param message what is wrong, for people
 */
@Stable(since = 1)
public record Fault(String file, long page, String object, String message) {
    @Override
    public String toString() {
        return file + (page >= 0 ? " page " + page : "") + (object != null ? " (" + object + ")" : "") + ": " + message;
    }
}
