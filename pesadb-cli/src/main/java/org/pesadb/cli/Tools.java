package org.pesadb.cli;

import java.io.IOException;
import java.nio.file.Files;
import org.pesadb.api.ComponentUse;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.Visible;

/** The subcommands that are no commands of the language. */
final class Tools {
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
                    faults.code(),
                    arguments.file() + ": " + (faults.count() == 1 ? "1 fault" : faults.count() + " faults")
                            + " found"));
            return false;
        }
        if (arguments.format == Arguments.Format.TABLE) {
            try (Database database = opener.open(Failures.path(arguments.file()), arguments.options())) {
                for (ComponentUse use : database.components()) {
                    results.line(Visible.text(use.toString()));
                }
            }
            results.line("ok: no fault found");
        }
        results.ok(new Results.Done("CHECK", Results.Kind.TEXT, 0, 0, System.nanoTime() - begun));
        return true;
    }
}
