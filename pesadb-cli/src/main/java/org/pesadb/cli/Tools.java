package org.pesadb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.Values;

/** The subcommands that are no commands of the language. */
final class Tools {
    private static final List<Column> COMPONENT = List.of(
            Column.of("kind", ColumnType.TEXT),
            Column.of("name", ColumnType.TEXT),
            Column.of("version", ColumnType.INT),
            Column.of("module", ColumnType.TEXT),
            Column.of("jar", ColumnType.TEXT),
            Column.of("default", ColumnType.INT));

    private Tools() {}

    /** Refuses a database that is not there, for tools that must not make one. */
    static void mustExist(String file) {
        if (!Files.exists(Failures.path(file))) {
            throw new PesaDbException(ErrorCode.IO, file + " does not exist");
        }
    }

    /** Verifies a database; returns whether it is sound. */
    static boolean check(Arguments arguments, Results results, Stop stop, Opened.Opener opener) throws IOException {
        mustExist(arguments.file());
        arguments.readOnly = true;
        long begun = System.nanoTime();
        Faults faults = new Faults(results, arguments.format);
        // It only reads, so that a signal need not wait for its end.
        stop.idle(() -> {
            opener.check(
                    Failures.path(arguments.file()),
                    arguments.options(),
                    fault -> stop.whole(() -> faults.accept(fault)));
            return null;
        });
        faults.finish();
        if (faults.count() > 0) {
            results.error(new PesaDbException(
                    ErrorCode.CORRUPT,
                    arguments.file() + ": " + (faults.count() == 1 ? "1 fault" : faults.count() + " faults")
                            + " found"));
            return false;
        }
        if (arguments.format == Arguments.Format.TABLE) {
            results.line("ok: no fault found");
        }
        results.ok(new Results.Done("CHECK", Results.Kind.TEXT, 0, 0, System.nanoTime() - begun));
        return true;
    }

    /** Lists every component that is there. */
    static void plugins(Results results) throws IOException {
        long begun = System.nanoTime();
        Components components = Components.installed();
        results.begin(COMPONENT);
        long rows = 0;
        for (ComponentKind kind : ComponentKind.values()) {
            String standard = components.defaultName(kind).orElse(null);
            for (Component component : components.all(kind)) {
                results.row(new Values(
                        kind.label(),
                        component.name(),
                        (long) component.formatVersion(),
                        Components.module(component),
                        Components.jar(component),
                        component.name().equals(standard) ? 1L : 0L));
                rows++;
            }
        }
        results.ok(new Results.Done("PLUGINS", Results.Kind.ROWS, rows, 0, System.nanoTime() - begun));
    }
}
