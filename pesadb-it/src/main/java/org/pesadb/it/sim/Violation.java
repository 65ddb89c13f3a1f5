package org.pesadb.it.sim;

/** The database did what it must never do. Immutable. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of promise was broken: a shorter script counts as the same failure only where it breaks the same one. */
    enum Kind {
        /** A state was found after a crash, a restart or in a backup that no acknowledged history explains. */
        WRONG_STATE,
        /** A read of the running database gave other rows than it must. */
        WRONG_ROWS,
        /** A command was refused that must succeed, or with another code. */
        WRONG_ERROR,
        /** A command succeeded that must be refused. */
        NOT_REFUSED,
        /** The database could not be opened again. */
        NOT_OPENED,
        /** The check found damage that nobody did. */
        DAMAGED,
        /** Something was thrown that is no error of the database. */
        STRANGE
    }

    private final Kind kind;

    Violation(Kind kind, String message) {
        this(kind, message, null);
    }

    Violation(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
