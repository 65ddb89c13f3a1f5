package org.pesadb.cli.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.lab.CrashLab;
import org.pesadb.cli.lab.Left;
import org.pesadb.cli.lab.LogPiece;
import org.pesadb.cli.lab.Recovered;
import org.pesadb.cli.lab.StopPoint;
import org.pesadb.cli.lab.Unforced;
import org.pesadb.cli.language.Statement;

/** Crash labs over HTTP. Threads share it. */
final class CrashActions {
    private static final String OFFSET = "offset";
    private static final String LENGTH = "length";
    private static final String FILE = "file";
    private static final String WHAT = "what";
    private static final String PAGE = "page";
    private static final String FORCED = "forced";
    private static final String BYTES = "bytes";

    private final Database database;
    private final CrashLabs labs;

    CrashActions(Database database, CrashLabs labs) {
        this.database = database;
        this.labs = labs;
    }

    void start(Exchange exchange) throws IOException {
        Fields fields = exchange.fields().only("command", "source");
        Command command = command(fields.text("command"));
        String source = fields.optionalText("source");
        String id = labs.kept().add(making(exchange, source == null ? "sample" : source, command));
        exchange.unlessDelivered(() -> labs.kept().forget(id)); // nobody else knows of it
        exchange.header("Location", "/api/crash/" + id);
        exchange.json(
                201,
                labs.kept()
                        .with(
                                id,
                                lab -> fields(
                                        "id", id,
                                        "tx", lab.transaction(),
                                        "points",
                                                lab.points().stream()
                                                        .map(CrashActions::point)
                                                        .toList())));
    }

    private Supplier<CrashLab> making(Exchange exchange, String source, Command command) {
        return switch (source) {
            case "sample" -> () -> labs.sample(command);
            case "copy" ->
                () -> {
                    try (Sessions.Lease lease = exchange.ownSession()) {
                        return labs.copy(database, lease.session(), command);
                    }
                };
            default -> throw Refusal.bad("source is sample or copy, not " + source);
        };
    }

    private static Command command(String text) {
        if (CommandText.statement(text) instanceof Statement.Run run) {
            return run.command();
        }
        throw new PesaDbException(
                ErrorCode.SYNTAX, "the crash lab takes a command that changes something, such as INS users 9 Crash");
    }

    void pull(Exchange exchange) throws IOException {
        Fields fields = exchange.fields().only("point", "unforced");
        long point = fields.number("point", 0);
        Unforced unforced = unforced(fields.optionalText("unforced"));
        int n = point < 0 || point > Integer.MAX_VALUE ? 0 : (int) point;
        exchange.json(200, labs.kept().with(exchange.name("id"), lab -> left(lab.pull(n, unforced))));
    }

    private static Unforced unforced(String text) {
        for (Unforced choice : Unforced.values()) {
            if (lower(choice).equals(text == null ? "lost" : text)) {
                return choice;
            }
        }
        throw Refusal.bad("unforced is lost, kept, torn or tail, not " + text);
    }

    void recover(Exchange exchange) throws IOException {
        exchange.json(200, labs.kept().with(exchange.name("id"), lab -> recovered(lab.recover())));
    }

    void end(Exchange exchange) {
        labs.kept().end(exchange.name("id"));
        exchange.nothing();
    }

    // ---- as JSON

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, Object> point(StopPoint point) {
        return fields(
                "n",
                point.n(),
                "kind",
                lower(point.kind()),
                WHAT,
                point.what(),
                PAGE,
                known(point.page()),
                FILE,
                point.file(),
                OFFSET,
                point.offset(),
                LENGTH,
                point.length(),
                "where",
                point.where());
    }

    private static Map<String, Object> left(Left left) {
        return fields(
                "point",
                point(left.point()),
                "unforced",
                lower(left.unforced()),
                "acknowledged",
                left.acknowledged(),
                "told",
                left.told(),
                "files",
                left.files().stream().map(CrashActions::file).toList(),
                "log",
                left.log().stream().map(CrashActions::piece).toList(),
                "pages",
                left.pages().stream().map(CrashActions::page).toList(),
                "main_pages",
                left.mainPages(),
                "unreadable",
                left.unreadable());
    }

    private static Map<String, Object> file(Left.FileLeft file) {
        return fields(
                FILE,
                file.name(),
                LENGTH,
                file.length(),
                "forced_length",
                file.forcedLength(),
                "unforced_writes",
                file.unforced(),
                "unforced_bytes",
                file.unforcedBytes());
    }

    private static Map<String, Object> piece(LogPiece piece) {
        return fields(
                OFFSET,
                piece.offset(),
                LENGTH,
                piece.length(),
                "record",
                piece.record(),
                "tx",
                piece.transaction() == 0 ? null : Long.valueOf(piece.transaction()),
                PAGE,
                known(piece.page()),
                "state",
                piece.state(),
                FORCED,
                piece.forced(),
                "detail",
                piece.detail(),
                BYTES,
                piece.bytes());
    }

    private static Map<String, Object> page(Left.PageLeft page) {
        return fields(
                PAGE,
                page.page(),
                WHAT,
                page.what(),
                "state",
                page.state(),
                OFFSET,
                page.offset(),
                FORCED,
                page.forced(),
                "before",
                page.before(),
                BYTES,
                page.bytes(),
                "fields",
                page.fields().stream().map(CrashActions::field).toList());
    }

    private static Map<String, Object> field(Left.Field field) {
        return fields(
                OFFSET,
                field.offset(),
                LENGTH,
                field.length(),
                "field",
                field.name(),
                "value",
                field.value(),
                BYTES,
                field.bytes());
    }

    private static Map<String, Object> recovered(Recovered recovered) {
        List<Map<String, Object>> steps =
                recovered.steps().stream().map(CrashActions::step).toList();
        List<Map<String, Object>> fates =
                recovered.transactions().stream().map(CrashActions::fate).toList();
        List<Map<String, Object>> tables =
                recovered.tables().stream().map(CrashActions::table).toList();
        return fields(
                "steps", steps,
                "transactions", fates,
                "verdict", recovered.verdict(),
                "why", recovered.why(),
                "kept", recovered.kept(),
                "tables", tables,
                "faults", recovered.faults());
    }

    private static Map<String, Object> step(Recovered.Step step) {
        return fields(
                "call",
                step.call(),
                FILE,
                step.file(),
                "calls",
                step.calls(),
                "from",
                step.from(),
                "to",
                step.to(),
                WHAT,
                step.what(),
                "why",
                step.why());
    }

    private static Map<String, Object> fate(Recovered.Fate fate) {
        return fields("tx", fate.transaction(), "own", fate.own(), "back", fate.back(), "why", fate.why());
    }

    private static Map<String, Object> table(Recovered.TableRows table) {
        return fields(
                "name", table.name(),
                "before", known(table.before()),
                "done", known(table.done()),
                "now", known(table.now()));
    }

    /** A number, or null where there is none. */
    private static Long known(long number) {
        return number < 0 ? null : Long.valueOf(number);
    }
}
