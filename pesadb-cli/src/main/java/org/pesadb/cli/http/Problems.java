package org.pesadb.cli.http;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.cli.Failures;

/** Turns whatever is thrown into the answer that tells of it: a status and RFC 9457 problem JSON. Threads share it. */
final class Problems {
    /** The media type of problems. */
    static final String TYPE = "application/problem+json";

    /** Whatever could look like another line of the log. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

    private final Database database;
    private final BiConsumer<String, Throwable> log;

    /**
     * @param database which is asked
     * @param log      takes a line, and what was thrown
     */
    Problems(Database database, BiConsumer<String, Throwable> log) {
        this.database = database;
        this.log = log;
    }

    /**
     * A problem.
     *
     * @param status  of HTTP
     * @param headers to be set
     * @param body    of the answer
     */
    record Problem(int status, Map<String, String> headers, Map<String, Object> body) {}

    /**
     * The problem that a failure is. One that its asker can do nothing about is logged.
     *
     * @param asked  the method and the address
     * @param thrown what failed
     */
    Problem of(String asked, Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            return new Problem(
                    refusal.status(),
                    refusal.headers(),
                    body(refusal.status(), refusal.code(), refusal.getMessage(), false));
        }
        PesaDbException failure = Failures.of(thrown);
        int status = status(failure);
        return new Problem(
                status,
                status == 429 ? Map.of("Retry-After", "1") : Map.of(),
                body(status, failure.code().name(), detail(asked, failure), failure.outcomeUnknown()));
    }

    /** The same of a failure behind the beginning of an answer, which is told in its words. */
    PesaDbException told(String asked, PesaDbException failure) {
        String detail = detail(asked, failure);
        return failure.outcomeUnknown()
                ? new UnknownOutcomeException(failure.code(), detail, failure)
                : new PesaDbException(failure.code(), detail, failure);
    }

    private String detail(String asked, PesaDbException failure) {
        int status = status(failure);
        String detail = withoutFolder(String.valueOf(failure.getMessage()));
        if (status == 500 || failure.code() == ErrorCode.OUT_OF_MEMORY) {
            String id = log(asked, "it was told as " + status, failure);
            detail = (failure.code() == ErrorCode.INTERNAL ? "a fault of PesaDB, or of a plugin" : detail)
                    + "; the server's log tells of it as " + id;
        }
        return detail;
    }

    /** Where the database lies is nothing to strangers. */
    private String withoutFolder(String message) {
        Path file = database.path();
        String whole = file.toAbsolutePath().toString();
        String folder = whole.substring(
                0, whole.length() - file.getFileName().toString().length());
        return message.replace(folder, "");
    }

    /**
     * Tells the log of a failure.
     *
     * @param asked   the method and the address
     * @param outcome what became of the answer
     * @param thrown  what failed
     * @return what names it there
     */
    String log(String asked, String outcome, Throwable thrown) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        PesaDbException failure = Failures.of(thrown);
        String why = failure.code() + " "
                + CONTROL.matcher(String.valueOf(failure.getMessage())).replaceAll(" ");
        log.accept(id + " " + asked + " failed, " + outcome + ": " + why, thrown);
        return id;
    }

    /** The same of a failure that HTTP itself has met. */
    static Map<String, Object> body(int status, String code, String detail, boolean outcomeUnknown) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", code);
        body.put("status", status);
        body.put("detail", detail);
        body.put("code", code);
        if (outcomeUnknown) {
            body.put("outcome", "unknown");
        }
        return body;
    }

    private int status(PesaDbException failure) {
        if (failure.outcomeUnknown()) {
            return 503;
        }
        return switch (failure.code()) {
            case SYNTAX, UNKNOWN_COMMAND, BAD_ENCODING -> 400;
            case READ_ONLY -> poisoned() == null ? 403 : 503;
            case NO_SUCH_TABLE, NO_SUCH_INDEX -> 404;
            case TABLE_EXISTS, INDEX_EXISTS, DUPLICATE_KEY, NO_TRANSACTION, IN_TRANSACTION -> 409;
            case NO_SUCH_COLUMN, NO_SUCH_COMPONENT, TYPE_MISMATCH, OUT_OF_RANGE, NOT_NULL, VALUE_COUNT -> 422;
            case BUSY -> 429;
            case OUT_OF_MEMORY, CANCELLED, DATABASE_LOCKED -> 503;
            case DISK_FULL -> 507;
            default -> 500;
        };
    }

    /** Why the database takes no more changes until it is opened anew; null where it does. */
    String poisoned() {
        Object failure = database.stats().get("log_failure");
        return failure == null ? null : failure.toString();
    }

    /** Whether a failure is one that whoever asked can mend by asking for something else. */
    boolean isAskers(Throwable thrown) {
        return thrown instanceof PesaDbException failure
                && failure.code() != ErrorCode.BUSY
                && status(failure) < 500
                && status(failure) != 403;
    }
}
