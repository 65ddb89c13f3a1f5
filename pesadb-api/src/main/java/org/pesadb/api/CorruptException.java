package org.pesadb.api;

/** The database, or a part of it, is damaged. The message names file and place. */
@Stable(since = 1)
public final class CorruptException extends PesaDbException {
    private static final long serialVersionUID = 1L;

    /** @param message file, page or position, what is wrong there, and what is affected */
    public CorruptException(String message) {
        super(ErrorCode.CORRUPT, message);
    }

    /**
     * @param message file, page or position, what is wrong there, and what is affected
     * @param cause   how it showed
     */
    public CorruptException(String message, Throwable cause) {
        super(ErrorCode.CORRUPT, message, cause);
    }
}
