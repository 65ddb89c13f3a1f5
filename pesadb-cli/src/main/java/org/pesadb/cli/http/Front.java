package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes every request, has it answered, and turns what is thrown into an answer too: nothing gets past it. Threads share it. */
final class Front extends Handler.Abstract {
    private static final HttpField[] ALWAYS = {
        new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
        new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
        new PreEncodedHttpField(
                "Content-Security-Policy",
                "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
        new PreEncodedHttpField("Cache-Control", "no-store")
    };

    private final Gate gate;
    private final Router router;
    private final Problems problems;
    private final Sessions sessions;
    private final Bodies bodies;
    private final Connections connections;
    private final Figures figures;
    private final Semaphore crowd;

    /** @param most how many requests may be served at once, but for the urgent ones; they have threads beside these */
    Front(
            Gate gate,
            Router router,
            Problems problems,
            Sessions sessions,
            Bodies bodies,
            Connections connections,
            Figures figures,
            int most) {
        this.gate = gate;
        this.router = router;
        this.problems = problems;
        this.sessions = sessions;
        this.bodies = bodies;
        this.connections = connections;
        this.figures = figures;
        crowd = new Semaphore(most);
    }

    /** The headers of every answer, that of an error of HTTP itself too. */
    static void secure(HttpFields.Mutable headers) {
        for (HttpField field : ALWAYS) {
            headers.put(field);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long began = System.nanoTime();
        figures.begin();
        Throwable failure = null;
        boolean endless = false;
        try (Exchange exchange = new Exchange(request, response, sessions, bodies)) {
            // A statement may take longer than a connection may be silent.
            request.addIdleTimeoutListener(silent -> false);
            connections.serving(request);
            secure(response.getHeaders());
            try {
                answer(request, exchange);
            } finally {
                endless = exchange.isEndless();
            }
        } catch (Throwable thrown) { // plugins throw what no Java compiler lets them throw
            failure = thrown;
        }
        figures.end(response.getStatus(), endless ? -1 : System.nanoTime() - began, failure == null);
        if (failure == null) {
            callback.succeeded();
        } else {
            // The client is gone, or has a part of an answer that must not look whole: the connection is cut.
            callback.failed(new QuietException.RuntimeException("the answer is cut", failure));
        }
        return true;
    }

    private void answer(Request request, Exchange exchange) throws IOException {
        Route.Words words = Route.Words.PROBLEM;
        try {
            gate.check(request);
            Route route = router.find(exchange);
            words = route.words();
            if (route.path().startsWith("/api/")) {
                exchange.onlyParameters(route.parameters().keySet());
            }
            act(route, exchange);
        } catch (Answer.Enough header) {
            exchange.sendHeader();
        } catch (Throwable failure) {
            if (isOfClient(failure)) {
                throw new IOException(failure);
            }
            if (exchange.begun()) {
                problems.log(Exchange.asked(request), "its answer was cut", failure);
                throw new IOException(failure);
            }
            exchange.forget();
            tell(request, exchange, failure, words);
        }
        exchange.finish();
    }

    /** Those who wait for a place in the database must not have all threads: whoever has that place needs one to give it back. */
    private void act(Route route, Exchange exchange) throws Exception {
        if (route.isUrgent() || exchange.ofTransaction()) {
            route.action().answer(exchange);
            return;
        }
        if (!crowd.tryAcquire()) {
            throw Refusal.tooMany("too many requests wait already; try again");
        }
        try {
            route.action().answer(exchange);
        } finally {
            crowd.release();
        }
    }

    /** Reading from the client or writing to it failed; nobody is there to be told. */
    private static boolean isOfClient(Throwable failure) {
        return failure instanceof IOException && !(failure instanceof JsonProcessingException);
    }

    private void tell(Request request, Exchange exchange, Throwable failure, Route.Words words) throws IOException {
        if (words == Route.Words.ORIGINAL && problems.isAskers(failure)) {
            exchange.json(400, Map.of("detail", String.valueOf(failure.getMessage())));
            return;
        }
        Problems.Problem problem = problems.of(Exchange.asked(request), failure);
        problem.headers().forEach(exchange::header);
        exchange.bytes(problem.status(), Problems.TYPE, Json.bytes(problem.body()));
    }
}
