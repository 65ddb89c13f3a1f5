package org.pesadb.cli.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Database;

/** Everything that the server answers to. */
final class Routes {
    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final String TABLES = "/api/tables";
    private static final String TABLE = TABLES + "/{t}";
    private static final String ROWS = TABLE + "/rows";
    private static final String ROW = ROWS + "/{pk}";
    private static final String ROW_BY_QUERY = TABLE + "/row";
    private static final String A_ROW = "the row";
    private static final Map<String, Object> ALICE = fields("id", 1, "name", "Alice");

    private final List<Route> all = new ArrayList<>();

    private Routes() {}

    /** All of them. */
    static List<Route> of(
            Database database,
            Commands commands,
            CrashLabs labs,
            Sessions sessions,
            Limits limits,
            Events events,
            StatusActions status,
            Problems problems) {
        Routes routes = new Routes();
        routes.tables(new TableActions());
        routes.rows(new RowActions());
        routes.commands(new CommandActions(commands, database.tracing(), problems));
        routes.all.forEach(Route::inTransaction);
        routes.lessons(new LessonActions());
        routes.transactions(new TransactionActions(sessions, limits));
        routes.crash(new CrashActions(database, labs));
        routes.status(status, events);
        routes.original(new OriginalActions());
        routes.pages(new Page());
        return List.copyOf(routes.all);
    }

    /** Names and values of an example, in their order. */
    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private Route add(String method, String path, String summary, Route.Action action) {
        Route route = new Route(method, path, summary, action);
        all.add(route);
        return route;
    }

    private void tables(TableActions tables) {
        add(GET, TABLES, "Lists the tables", tables::list).gives(200, "{\"tables\": [{name, columns, codec}]}");
        add(POST, TABLES, "Makes a table", tables::create)
                .body(fields(
                        "name",
                        "towns",
                        "columns",
                        List.of(
                                fields("name", "id", "type", "INT", "pk", true),
                                fields("name", "name", "type", "TEXT", "unique", true, "notnull", true))))
                .gives(201, "the table, as GET gives it");
        add(GET, TABLE, "Describes a table", tables::describe)
                .gives(200, "{name, codec, columns: [{name, type, pk, unique, notnull, default, index}]}");
        add("DELETE", TABLE, "Removes a table with its rows and indexes", tables::drop)
                .gives(204, "");
        add(POST, "/api/join", "Joins two tables", tables::join)
                .body(fields(
                        "left", "users", "right", "orders", "on", List.of(List.of("id", "user_id")), "kind", "left"))
                .gives(200, "{columns, rows}; where and limit (100) as for rows, using names the join strategy");
    }

    private void rows(RowActions rows) {
        add(GET, ROWS, "Lists rows, a page at a time; with Accept: application/x-ndjson all, one a line", rows::list)
                .query("where", "conditions of the command language: id>1 AND name LIKE 'A%'")
                .query("order", "a column, with - before it from the greatest on; the primary key unless given")
                .query("limit", "rows of a page; 50 unless given")
                .query(
                        "cursor",
                        "what the page before told as next; where the key's index is a hash, each page looks at every row")
                .gives(200, "{rows, next}; next is null on the last page")
                .gives(200, "all rows, one a line", Exchange.NDJSON);
        add(POST, ROWS, "Adds a row, or all rows of an array in one transaction", rows::insert)
                .body(List.of(ALICE))
                .gives(201, "{rows, tx}");
        add(GET, ROW, "Gives the row of a primary key", rows::get).gives(200, A_ROW);
        add("PUT", ROW, "Makes the row of a primary key what the body says", rows::put)
                .body(ALICE)
                .gives(200, A_ROW + ", which was there")
                .gives(201, A_ROW + ", which is new");
        add("PATCH", ROW, "Changes some columns of a row", rows::patch)
                .body(fields("name", "Alicia"))
                .gives(200, A_ROW);
        add("DELETE", ROW, "Removes the row of a primary key", rows::delete).gives(204, "");
        byQuery(add(
                        GET,
                        ROW_BY_QUERY,
                        "As rows/{pk}, for any key: empty, or one that clients take for a step",
                        rows::get))
                .gives(200, A_ROW);
        byQuery(add("PUT", ROW_BY_QUERY, "As PUT of rows/{pk}", rows::put))
                .body(ALICE)
                .gives(200, A_ROW + ", which was there")
                .gives(201, A_ROW + ", which is new");
        byQuery(add("PATCH", ROW_BY_QUERY, "As PATCH of rows/{pk}", rows::patch))
                .body(fields("name", "Alicia"))
                .gives(200, A_ROW);
        byQuery(add("DELETE", ROW_BY_QUERY, "As DELETE of rows/{pk}", rows::delete))
                .gives(204, "");
    }

    private static Route byQuery(Route route) {
        return route.query(RowActions.KEY, "the primary key");
    }

    private void commands(CommandActions commands) {
        add(POST, "/api/command", "Runs a command of the command language", commands::run)
                .body(fields("command", "SEL users"))
                .as(Exchange.NDJSON)
                .gives(200, "the lines of pesadb --format json: rows, then ok; or error behind the first row");
        add(POST, "/api/trace", "Runs a command and tells every layer that it went through", commands::trace)
                .body(fields("command", "SEL users WHERE id=1", "verbose", false))
                .gives(200, "{trace, lines, events, dropped}; of a command that failed too");
        add(POST, "/api/complete", "Says what may come next in a command, as the shell does", commands::complete)
                .body(fields("command", "SEL users W"))
                .gives(200, "{begun, words}; each word takes the place of begun, the part that is there already");
    }

    private void lessons(LessonActions lessons) {
        add(GET, "/api/lessons", "Lists the lessons of pesadb learn", lessons::list)
                .gives(200, "{\"lessons\": [{name, title, about, steps}]}; steps counts what it does");
        add(GET, "/api/lessons/{name}", "Gives the text of a lesson; nothing of it is run", lessons::show)
                .gives(
                        200,
                        "{name, title, about, steps: [{kind, text, session, does, trace}]}; kind is text, command or"
                                + " action; does is reads, changes, or shell where only pesadb learn can do it; trace is"
                                + " what /api/trace would take of it, or null");
    }

    private void transactions(TransactionActions transactions) {
        add(
                        POST,
                        "/api/transactions",
                        "Opens a transaction; requests that name its id in the header " + Exchange.TRANSACTION
                                + " are part of it",
                        transactions::begin)
                .body(fields("readOnly", false))
                .bodyOptional()
                .gives(
                        201,
                        "{id, expires_ms, oldest_ms}; it is undone where no request comes for so long, and where it is so old");
        add(POST, "/api/transactions/{id}/commit", "Makes a transaction durable", transactions::commit)
                .urgent()
                .gives(200, "{tx}");
        add(
                        POST,
                        "/api/transactions/{id}/rollback",
                        "Undoes a transaction, and what runs in it",
                        transactions::rollback)
                .urgent()
                .gives(204, "");
    }

    private void crash(CrashActions crash) {
        String lab = "/api/crash/{id}";
        add(
                        POST,
                        "/api/crash",
                        "Begins a crash lab: rehearses a command and a checkpoint on a scratch database, of samples or a copy"
                                + " of this one in memory, and lists the points where the power can go",
                        crash::start)
                .body(fields("command", "INS users 9 Crash", "source", "sample"))
                .gives(
                        201,
                        "{id, tx, points: [{n, kind, what, page, file, offset, length, where}]}; source is sample or copy")
                .gives(429, "too many are in use");
        add(POST, lab + "/pull", "Carries the command out until the power goes, and shows what is left", crash::pull)
                .body(fields("point", 3, "unforced", "torn"))
                .gives(
                        200,
                        "{point, unforced, acknowledged, told, files, log, pages, main_pages, unreadable}; unforced is"
                                + " lost, kept, torn or tail: what becomes of that which was not forced");
        add(POST, lab + "/recover", "Opens what is left, step by step, and says what came back and why", crash::recover)
                .gives(200, "{steps, transactions, verdict, why, kept, tables, faults}");
        add("DELETE", lab, "Ends a crash lab", crash::end).gives(204, "");
    }

    private void status(StatusActions status, Events events) {
        add(GET, "/api/events", "Tells what happens inside the database, while it happens", events::stream)
                .query("types", "names of events, such as PageVisit,LogForce; all unless given")
                .as("text/event-stream")
                .gives(200, "server-sent events; dropped says how many a client lost that does not keep up");
        add(GET, "/api/stats", "Figures of the running database", status::stats).gives(200, "{name: value}");
        add(GET, "/metrics", "Figures of the database and the server", status::metrics)
                .urgent()
                .as("text/plain")
                .gives(200, "the text format of Prometheus");
        add(GET, "/health", "Whether the database takes changes", status::health)
                .urgent()
                .gives(200, "{status}")
                .gives(503, "the database is read-only until it is opened anew");
    }

    private void original(OriginalActions original) {
        add(GET, "/users/", "Lists the users", original::users).original().gives(200, "[{id, name}]");
        add(POST, "/users/", "Adds a user, whose id the server gives: the greatest and one more", original::addUser)
                .original()
                .body(fields("name", "Alice"))
                .gives(200, "{id, name}")
                .gives(400, "{detail}: the name stands already");
        add(POST, "/orders/", "Adds an order of a user, whose id the server gives", original::addOrder)
                .original()
                .body(fields("user_id", 1, "item", "tea"))
                .gives(200, "{order_id, user_id, item}")
                .gives(400, "{detail}: there is no such user");
        add(GET, "/users/{id}/orders", "Lists the orders of a user", original::orders)
                .original()
                .gives(200, "[{order_id, user_id, item}]")
                .gives(400, "{detail}: there is no such user");
    }

    private void pages(Page page) {
        add(GET, "/", "The page to look at in a browser", page::first)
                .as("text/html")
                .gives(200, "HTML");
        add(GET, "/assets/{name}", "A part of that page", page::asset)
                .as("application/octet-stream")
                .gives(200, "the part");
        byte[] style = Page.resource("docs.css");
        add(GET, "/docs.css", "How /docs looks", exchange -> exchange.bytes(200, "text/css; charset=utf-8", style))
                .as("text/css")
                .gives(200, "CSS");
        add(GET, "/openapi.json", "This API as OpenAPI 3.1", exchange -> exchange.json(200, OpenApi.of(all)))
                .gives(200, "OpenAPI");
        add(
                        GET,
                        "/docs",
                        "This API, to be read",
                        exchange -> exchange.bytes(200, "text/html; charset=utf-8", Docs.of(all)))
                .as("text/html")
                .gives(200, "HTML");
    }
}
