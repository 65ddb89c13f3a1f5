package org.pesadb.cli.http;

import java.util.Map;

/** A request that is refused for a reason of HTTP, before or beside the database. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    /**
     * @param status of HTTP
     * @param code   for programs, in capitals
     * @param detail for people
     */
    Refusal(int status, String code, String detail) {
        this(status, code, detail, Map.of());
    }

    Refusal(int status, String code, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    /** There is nothing of this address. */
    static Refusal notFound(String path) {
        return new Refusal(404, "NOT_FOUND", "nothing answers to " + path + "; GET /docs lists what does");
    }

    /** The client should come again later. */
    static Refusal tooMany(String what) {
        return new Refusal(429, "TOO_MANY_REQUESTS", what, Map.of("Retry-After", "1"));
    }

    /** A request that is no such request. */
    static Refusal bad(String detail) {
        return new Refusal(400, "BAD_REQUEST", detail);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }
}
