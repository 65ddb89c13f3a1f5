package org.pesadb.it.fault;

import java.nio.file.Path;

/**
 * After which failed calls a database may refuse to write until it is opened again: after those that leave it in doubt what the device
 * has of its log, of its main file or of their names. After any other one it has to write again once the trouble is over.
 *
 * <pre>
 *                         the log                    the main file                        others: backups, *.new, spilled changes
 *   a read, a question    no                         no                                   no
 *   a write               yes                        yes, but not for want of room        no
 *   a force               yes                        yes                                  no
 *   a truncation          yes: what did not fit      no: it is longer than it need be     no
 *   a renaming            yes: into its place        -                                    no
 *   a folder's force      yes, of the folder in which they stand
 * </pre>
 *
 * <p>A disk without room, as {@link SimulatedDisk#capacity} makes it, refuses growth only, and so is never such a failure.
 */
public final class Poison {
    private Poison() {}

    /**
     * Whether a failed call allows it.
     *
     * @param call      the call
     * @param injection what went wrong with it
     * @param database  the main file
     * @return false where writes must go on
     */
    public static boolean allows(IoCall call, Injection injection, Path database) {
        if (injection instanceof Injection.None) {
            return false;
        }
        boolean main = call.path().equals(database);
        boolean log = call.path().equals(database.resolveSibling(database.getFileName() + "-wal"));
        return switch (call.kind()) {
            case WRITE -> log || main && !isForWantOfRoom(injection);
            case FORCE -> log || main;
            case TRUNCATE, RENAME -> log;
            case FORCE_FOLDER -> call.path().equals(database.getParent());
            default -> false;
        };
    }

    private static boolean isForWantOfRoom(Injection injection) {
        String reason = injection instanceof Injection.Failure failure
                ? failure.reason()
                : injection instanceof Injection.ShortWrite part ? part.reason() : "";
        return reason.contains("No space left");
    }
}
