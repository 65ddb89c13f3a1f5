package org.pesadb.cli.language;

import java.util.List;
import java.util.Locale;
import org.pesadb.api.Command;
import org.pesadb.api.PesaDbException;

/**
 * What may stand where somebody is writing. It comes from the tokenizer and the parser themselves, so there is nothing to keep in
 * step with them.
 *
 * @param begun     the characters of the word that stand there already; perhaps none
 * @param keywords  keywords, or verbs, that may stand there and begin so, in the case in which they are being written
 * @param table     whether a table's name may stand there
 * @param columnsOf the tables of which a column's name may stand there; none where none may
 */
public record Completion(String begun, List<String> keywords, boolean table, List<Command.TableRef> columnsOf) {
    private static final Completion NOTHING = new Completion("", List.of(), false, List.of());
    private static final String PROBE = "x"; // makes a word of the cursor's place, whatever stands before it

    /**
     * Completes a command.
     *
     * @param text the command up to the cursor
     * @return what may come; nothing within quotes and comments, and behind anything that the parser refuses
     */
    public static Completion of(String text) {
        List<Token> tokens;
        Tokenizer tokenizer = new Tokenizer();
        try {
            tokenizer.feed(text + PROBE);
            if (tokenizer.open()) {
                return NOTHING;
            }
            tokens = tokenizer.finish();
        } catch (PesaDbException mistake) {
            return NOTHING;
        }
        int last = tokens.size() - 1;
        if (last < 0 || tokens.get(last).at() + tokens.get(last).text().length() != text.length() + PROBE.length()) {
            return NOTHING; // a comment
        }
        String begun = text.substring(tokens.get(last).at());
        if (last == 0) {
            return new Completion(begun, matching(Verb.words(), begun), false, List.of());
        }
        Expected expected = Parser.expected(tokens.subList(0, last));
        return new Completion(begun, matching(expected.keywords(), begun), expected.wantsTable(), expected.columnsOf());
    }

    private static List<String> matching(List<String> keywords, String begun) {
        boolean small = !begun.isEmpty() && begun.equals(begun.toLowerCase(Locale.ROOT));
        return keywords.stream()
                .filter(word -> word.startsWith(begun.toUpperCase(Locale.ROOT)))
                .map(word -> small ? word.toLowerCase(Locale.ROOT) : word)
                .toList();
    }
}
