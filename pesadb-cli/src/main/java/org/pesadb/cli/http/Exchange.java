package org.pesadb.cli.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** A request and its answer. Of one thread. */
final class Exchange implements AutoCloseable {
    /** The header that names a transaction. */
    static final String TRANSACTION = "PesaDB-Transaction";

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    private final Request request;
    private final Response response;
    private final Sessions sessions;
    private final Bodies bodies;
    private final Answer answer;
    private List<String> path;
    private Map<String, String> query;
    private Map<String, String> names = Map.of();
    private Bodies.Body body;
    private boolean empty;
    private boolean delivered;
    private boolean endless;
    private Runnable undo = () -> {};

    Exchange(Request request, Response response, Sessions sessions, Bodies bodies) {
        this.request = request;
        this.response = response;
        this.sessions = sessions;
        this.bodies = bodies;
        answer = new Answer(response, request.getMethod().equals("HEAD"));
    }

    // ---- the request

    /** HEAD is GET whose answer goes out without its body. */
    String method() {
        return request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    }

    /** The parts of the path. */
    List<String> path() {
        if (path == null) {
            path = Text.segments(request.getHttpURI().getPath());
        }
        return path;
    }

    /** What the parts of the path in braces are, of the route that was chosen. */
    void named(Map<String, String> byRoute) {
        names = byRoute;
    }

    /** A part of the path that the route has a name for. */
    String name(String part) {
        return names.get(part);
    }

    /** A parameter of the query, or null. */
    String parameter(String name) {
        return query().get(name);
    }

    private Map<String, String> query() {
        if (query == null) {
            query = Text.query(request.getHttpURI().getQuery());
        }
        return query;
    }

    /** Refuses parameters that nobody knows: they would mean something to whoever asks, and nothing here. */
    void onlyParameters(Set<String> known) {
        for (String name : query().keySet()) {
            if (!known.contains(name)) {
                throw Refusal.bad("no parameter is called " + Excerpt.of(name) + " here; there is "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }

    /** A parameter of the query that is a whole number from 0, or a default. */
    long parameter(String name, long standard) {
        String text = parameter(name);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, name + " is a whole number up to 2^63 - 1, not " + text, notOne);
        }
        throw new PesaDbException(ErrorCode.OUT_OF_RANGE, name + " is 0 or more, not " + text);
    }

    /** Whether the client asks for a media type by its name. */
    boolean asksFor(String type) {
        for (String wanted : request.getHeaders().getCSV(HttpHeader.ACCEPT, false)) {
            if (wanted.split(";", 2)[0].strip().equalsIgnoreCase(type)) {
                return true;
            }
        }
        return false;
    }

    /** The body, which must be JSON. */
    byte[] body() throws IOException {
        if (body == null) {
            body = bodies.json(request);
        }
        return body.bytes();
    }

    /** The body, which must be a JSON object. */
    Fields fields() throws IOException {
        return new Fields(Json.object(body()));
    }

    /** The same, where a request may come without one. */
    Fields fieldsIfAny() throws IOException {
        boolean none = request.getLength() <= 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return none ? new Fields(Map.of()) : fields();
    }

    // ---- the database

    /** A session: of the transaction that the request names, or of its own. */
    Sessions.Lease session() {
        String transaction = request.getHeaders().get(TRANSACTION);
        return transaction == null ? ownSession() : sessions.use(transaction, client());
    }

    /** Whether it is part of a transaction that is open. */
    boolean ofTransaction() {
        String id = request.getHeaders().get(TRANSACTION);
        return id != null && sessions.isOpen(id);
    }

    /** A session of its own. */
    Sessions.Lease ownSession() {
        return sessions.open(client());
    }

    /** The other end of the connection. */
    EndPoint client() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    // ---- the answer

    /** Answers with a value as JSON. */
    void json(int status, Object value) throws IOException {
        bytes(status, JSON, Json.bytes(value));
    }

    /** Answers with bytes. */
    void bytes(int status, String type, byte[] bytes) throws IOException {
        stream(status, type).write(bytes);
    }

    /** Begins an answer that is written piece by piece; nobody needs to close it. */
    Answer stream(int status, String type) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        return answer;
    }

    /** Says that the answer goes on for as long as the client likes. */
    void endless() {
        endless = true;
    }

    boolean isEndless() {
        return endless;
    }

    /** Answers that it is done, and no more. */
    void nothing() {
        response.setStatus(204);
        empty = true;
    }

    /** Sets a header of the answer. */
    void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Whether a part of the answer is on its way, so that no other one can be given. */
    boolean begun() {
        return answer.begun();
    }

    /** Forgets the answer, to give another one. */
    void forget() {
        undo.run();
        undo = () -> {};
        answer.forget();
        empty = false;
        response.getHeaders().remove("Location");
    }

    /** Sends the header of an answer whose body nobody wants. */
    void sendHeader() throws IOException {
        answer.sendHeader();
    }

    /** What is asked for, on one line, as it came. */
    String asked() {
        return asked(request);
    }

    /** The same of any request. */
    static String asked(Request request) {
        return request.getMethod() + " " + request.getHttpURI().getPath();
    }

    /** Says what is to be undone where the client cannot be told of it. */
    void unlessDelivered(Runnable work) {
        undo = work;
    }

    /** Sends the rest of the answer. */
    void finish() throws IOException {
        if (!empty) {
            answer.close();
        }
        delivered = true;
    }

    /** Gives back what the request took. */
    @Override
    public void close() {
        try {
            if (!delivered) {
                undo.run();
            }
        } finally {
            if (body != null) {
                body.close();
            }
        }
    }
}
