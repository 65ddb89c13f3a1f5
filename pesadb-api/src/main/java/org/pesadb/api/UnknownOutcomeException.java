package org.pesadb.api;

/**
 * A commit was written, but forcing it to the device failed. After reopening, the transaction is wholly there or wholly
 * absent; until then the database is read-only.
 */
@Stable(since = 1)
public final class UnknownOutcomeException extends PesaDbException {
    private static final long serialVersionUID = 1L;

    /**
     * @param code    {@link ErrorCode#IO} or {@link ErrorCode#DISK_FULL}; {@link ErrorCode#BAD_PLUGIN} where a log or pager broke its
     *                contract in the commit
     * @param message what, where and what next, for people
     * @param cause   what the log met
     */
    public UnknownOutcomeException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    @Override
    public boolean outcomeUnknown() {
        return true;
    }
}
