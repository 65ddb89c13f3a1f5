package org.pesadb.api;

/**
 * What went wrong, for programs. The names are stable: scripts and clients compare against them.
 */
@Stable(since = 1)
public enum ErrorCode {
    /** The command's text could not be understood. */
    SYNTAX,
    /** The first word is no known verb. */
    UNKNOWN_COMMAND,
    /** The table does not exist in this snapshot. */
    NO_SUCH_TABLE,
    /** The table has no column of this name. */
    NO_SUCH_COLUMN,
    /** The column has no such index. */
    NO_SUCH_INDEX,
    /** No component of this kind and name is registered. */
    NO_SUCH_COMPONENT,
    /** A table of this name exists already. */
    TABLE_EXISTS,
    /** The column has an index already. */
    INDEX_EXISTS,
    /** A value is not of the type that its place asks for. */
    TYPE_MISMATCH,
    /** A number does not fit its range. */
    OUT_OF_RANGE,
    /** NULL where the column, or the primary key, forbids it. */
    NOT_NULL,
    /** The value stands already in a primary key or UNIQUE column. */
    DUPLICATE_KEY,
    /** More or fewer values than columns or parameters. */
    VALUE_COUNT,
    /** Text that is no valid Unicode or UTF-8. */
    BAD_ENCODING,
    /** COMMIT or ROLLBACK, or a use of a transaction, where none is open. */
    NO_TRANSACTION,
    /** Something that cannot be done inside a transaction. */
    IN_TRANSACTION,
    /** The writer's place was not free, or the log full, for longer than the time limit. */
    BUSY,
    /** Another process, or another opening in this one, holds the database. */
    DATABASE_LOCKED,
    /** Writing where the database, the folder or the transaction only allows reading. */
    READ_ONLY,
    /** The file is no PesaDB database. */
    NOT_A_DATABASE,
    /** The database is damaged; the message names file and place. */
    CORRUPT,
    /** The file was written in a format that is newer than this program. */
    FORMAT_TOO_NEW,
    /** The file was written in a format that this program no longer reads. */
    FORMAT_TOO_OLD,
    /** A component that wrote data of this database is not there. */
    MISSING_COMPONENT,
    /** Two components of one kind have the same name. */
    DUPLICATE_COMPONENT,
    /** A plugin broke its contract. */
    BAD_PLUGIN,
    /**
     * The disk has no room left. Nothing of the statement remains, everything before it is intact and can be read, and once there is
     * room the same database takes changes again.
     */
    DISK_FULL,
    /** The operating system reported a failed read, write or force. */
    IO,
    /** The statement needed more memory than it may have. */
    OUT_OF_MEMORY,
    /** The statement was cancelled. */
    CANCELLED,
    /** A fault of PesaDB itself. */
    INTERNAL
}
