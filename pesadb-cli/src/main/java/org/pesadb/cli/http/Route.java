package org.pesadb.cli.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What answers to a method and an address, and what is said of it in {@code /openapi.json}. Immutable but while it is built.
 *
 * <p>In a path, {@code {name}} stands for one part of an address, whatever it is, but not for nothing.
 */
final class Route {
    /** Answers a request. */
    interface Action {
        /** Answers it, or throws what is wrong. */
        void answer(Exchange exchange) throws Exception;
    }

    /** In which words it tells what is wrong. */
    enum Words {
        /** Problem JSON. */
        PROBLEM,
        /** Those of the first PesaDB: 400 and a detail for whatever the asker can mend. */
        ORIGINAL
    }

    /**
     * What it answers with.
     *
     * @param status of HTTP
     * @param what   comes with it
     * @param type   of that, or null where it is the route's
     */
    record Given(int status, String what, String type) {}

    private final String method;
    private final String path;
    private final List<String> parts;
    private final String summary;
    private final Action action;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Given> answers = new ArrayList<>();
    private Object example;
    private String type = Exchange.JSON;
    private Words words = Words.PROBLEM;
    private boolean urgent;
    private boolean inTransaction;
    private boolean bodyOptional;

    Route(String method, String path, String summary, Action action) {
        this.method = method;
        this.path = path;
        this.summary = summary;
        this.action = action;
        parts = Text.segments(path);
    }

    // ---- what is said of it

    /** It takes a parameter of the query. */
    Route query(String name, String meaning) {
        parameters.put(name, meaning);
        return this;
    }

    /** It takes a body such as this one. */
    Route body(Object such) {
        example = such;
        return this;
    }

    /** A request may come without one. */
    Route bodyOptional() {
        bodyOptional = true;
        return this;
    }

    /** What it answers with where all goes well. */
    Route gives(int status, String what) {
        answers.add(new Given(status, what, null));
        return this;
    }

    /** The same in another type than that of the route, to those who ask for it. */
    Route gives(int status, String what, String mediaType) {
        answers.add(new Given(status, what, mediaType));
        return this;
    }

    /** It runs in the transaction that a request names. */
    Route inTransaction() {
        inTransaction = true;
        return this;
    }

    /** Of another type than JSON. */
    Route as(String mediaType) {
        type = mediaType;
        return this;
    }

    /** In the words of the first PesaDB. */
    Route original() {
        words = Words.ORIGINAL;
        return this;
    }

    /** It is answered however many others wait: it tells how things are, or gives back what they wait for. */
    Route urgent() {
        urgent = true;
        return this;
    }

    // ---- to those who look for one

    /** What the named parts of an address are, or null where it is another address. */
    Map<String, String> match(List<String> address) {
        if (address.size() != parts.size()) {
            return null;
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{") && !address.get(i).isEmpty()) {
                names.put(part.substring(1, part.length() - 1), address.get(i));
            } else if (!part.equals(address.get(i))) {
                return null;
            }
        }
        return names;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    List<String> parts() {
        return parts;
    }

    String summary() {
        return summary;
    }

    Action action() {
        return action;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    List<Given> answers() {
        return answers;
    }

    /** A body that it takes, or null. */
    Object example() {
        return example;
    }

    String type() {
        return type;
    }

    boolean isBodyOptional() {
        return bodyOptional;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    boolean isUrgent() {
        return urgent;
    }

    Words words() {
        return words;
    }
}
