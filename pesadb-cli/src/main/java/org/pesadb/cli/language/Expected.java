package org.pesadb.cli.language;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pesadb.api.Command;

/** What the parser looked for at one place of a command, in vain. Filled by {@link TokenStream}; of one thread. */
final class Expected {
    private final Set<String> keywords = new LinkedHashSet<>();
    private boolean table;
    private List<Command.TableRef> columnsOf = List.of();

    void keyword(String keyword) {
        keywords.add(keyword);
    }

    void table() {
        table = true;
    }

    void column(List<Command.TableRef> tables) {
        columnsOf = List.copyOf(tables);
    }

    /** Keywords, in the order in which they were asked for. */
    List<String> keywords() {
        return List.copyOf(keywords);
    }

    /** Whether a table was asked for. */
    boolean wantsTable() {
        return table;
    }

    /** The tables of which a column was asked for; none where it was not. */
    List<Command.TableRef> columnsOf() {
        return columnsOf;
    }
}
