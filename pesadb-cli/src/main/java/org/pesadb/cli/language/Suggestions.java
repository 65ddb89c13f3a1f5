package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Session;

/**
 * What may come next in a command that somebody writes: verbs and keywords, and the names that the session sees now, also
 * within its open transaction. To be asked while no statement runs, by the session's thread; it never waits for a writer.
 */
public final class Suggestions {
    private final Session session;

    /**
     * Of a session.
     *
     * @param session sees the names; stays the caller's
     */
    public Suggestions(Session session) {
        this.session = session;
    }

    /**
     * What may come.
     *
     * @param begun what stands there of it already
     * @param words whole words, ready to be written; each begins so, but for quotes
     */
    public record Offer(String begun, List<String> words) {
        /** Nothing. */
        public static final Offer NOTHING = new Offer("", List.of());
    }

    /**
     * Looks what may come.
     *
     * @param text the command up to the cursor
     * @return nothing where the database cannot be asked, since somebody who writes must not be disturbed by errors
     */
    public Offer at(String text) {
        try {
            Completion completion = Completion.of(text);
            List<String> words = new ArrayList<>();
            if (completion.table()) {
                offer(words, completion.begun(), tables());
            }
            if (!completion.columnsOf().isEmpty()) {
                offer(words, completion.begun(), columns(completion.columnsOf()));
            }
            words.addAll(completion.keywords());
            return new Offer(completion.begun(), words);
        } catch (RuntimeException unavailable) {
            return Offer.NOTHING;
        }
    }

    private static void offer(List<String> words, String begun, Iterable<String> names) {
        for (String name : names) {
            if (name.startsWith(begun)) {
                words.add(Quoting.quote(name));
            }
        }
    }

    private List<String> tables() {
        List<String> names = new ArrayList<>();
        try (Cursor cursor = session.execute(new Command.ListTables())) {
            while (cursor.next()) {
                names.add(cursor.getText(0));
            }
        }
        return names;
    }

    /** The columns of one table, or those of a join as its result names them. */
    private Set<String> columns(List<Command.TableRef> tables) {
        Map<String, Integer> times = new HashMap<>();
        List<List<String>> all = new ArrayList<>();
        for (Command.TableRef table : tables) {
            all.add(session.schema(table.table()).columns().stream()
                    .map(Column::name)
                    .toList());
            all.get(all.size() - 1).forEach(column -> times.merge(column, 1, Integer::sum));
        }
        List<String> qualifiers = qualifiers(tables);
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < all.size(); i++) {
            for (String column : all.get(i)) {
                names.add(times.get(column) > 1 ? qualifiers.get(i) + "." + column : column);
            }
        }
        return names;
    }

    /** What the tables of a join are called: one that comes again is name_2, name_3 and so on. */
    private static List<String> qualifiers(List<Command.TableRef> tables) {
        List<String> given = tables.stream()
                .map(table -> table.alias() != null ? table.alias() : table.table())
                .toList();
        Set<String> taken = new HashSet<>(given);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i);
            for (int number = 2; given.indexOf(given.get(i)) < i && !taken.add(name); number++) {
                name = given.get(i) + "_" + number;
            }
            names.add(name);
        }
        return names;
    }
}
