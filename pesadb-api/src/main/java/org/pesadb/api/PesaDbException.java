package org.pesadb.api;

import java.util.Objects;

/**
 * The one type of failure that PesaDB throws at its users. The {@linkplain #code() code} is for programs; the message
 * says what, where and what next, for people. A failed command changed nothing, unless its {@linkplain
 * #outcomeUnknown() outcome is unknown}. Threads may share it.
 */
@Stable(since = 1)
public class PesaDbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * @param code    what went wrong, for programs
     * @param message what, where and what next, for people
     */
    public PesaDbException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param code    what went wrong, for programs
     * @param message what, where and what next, for people
     * @param cause   what it came from, or null
     */
    public PesaDbException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    /**
     * What went wrong.
     *
     * @return the code, never null
     */
    public final ErrorCode code() {
        return code;
    }

    /**
     * Whether nobody can say if the transaction is durable: its force failed. After reopening it is wholly there or
     * wholly absent.
     *
     * @return true only for an {@link UnknownOutcomeException}
     */
    public boolean outcomeUnknown() {
        return false;
    }
}
