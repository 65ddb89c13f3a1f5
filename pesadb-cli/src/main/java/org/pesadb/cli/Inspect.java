package org.pesadb.cli;

import java.util.List;
import java.util.Locale;
import org.pesadb.api.Command;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Verb;

/** {@code pesadb inspect}: INSPECT of a database that nobody writes. */
final class Inspect {
    private static final String FORM = "inspect takes wal|pages|page N|table T|index T.C[,C2]...|catalog|free and FILE";

    private Inspect() {}

    /**
     * What the operands ask for; the last one is the database.
     *
     * @throws UsageException where they make no sense
     */
    static Statement statement(List<String> operands) {
        String what = operands.get(0).toUpperCase(Locale.ROOT);
        boolean named = List.of("PAGE", "TABLE", "INDEX").contains(what);
        if (named != (operands.size() == 3)) {
            throw new UsageException(FORM);
        }
        String name = named ? operands.get(1) : "";
        Command.Inspected subject = switch (what) {
            case "WAL" -> new Command.InspectLog();
            case "PAGE" -> new Command.InspectPage(number(name));
            case "TABLE" -> new Command.InspectTable(name);
            case "INDEX" -> index(name);
            case "PAGES" -> new Command.InspectPages();
            case "CATALOG" -> new Command.InspectCatalog();
            case "FREE" -> new Command.InspectFree();
            default -> throw new UsageException(FORM);
        };
        return new Statement.Run(Verb.INSPECT, new Command.Inspect(subject));
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException notOne) {
            throw new UsageException("a page has a whole number, not " + digits);
        }
    }

    private static Command.Inspected index(String label) {
        int dot = label.lastIndexOf('.');
        if (dot < 1 || dot == label.length() - 1) {
            throw new UsageException("an index is named by its table and columns, such as users.id, not " + label);
        }
        return new Command.InspectIndex(
                label.substring(0, dot), List.of(label.substring(dot + 1).split(",")));
    }
}
