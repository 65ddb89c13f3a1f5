package org.pesadb.cli.input;

import java.io.IOException;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.language.Token;
import org.pesadb.cli.language.Tokenizer;

/** Puts lines together to commands: one line each, or more where a quote stays open. Of one thread. */
public final class CommandReader {
    private final Lines lines;
    private final long limit;
    private final Tokenizer tokenizer = new Tokenizer();

    /**
     * @param lines where they come from
     * @param limit the longest command in characters
     */
    public CommandReader(Lines lines, long limit) {
        this.lines = lines;
        this.limit = limit;
    }

    /**
     * The next command; blank lines and comments are none.
     *
     * @return its tokens, at least one; null at the end
     * @throws PesaDbException where the command cannot be read: SYNTAX, BAD_ENCODING, OUT_OF_MEMORY; the next call goes on
     *     behind it
     * @throws IOException     where reading fails
     */
    public List<Token> next() throws IOException {
        while (true) {
            Lines.Line line = lines.next(false);
            if (line == null) {
                return null;
            }
            List<Token> tokens = read(line);
            if (!tokens.isEmpty()) {
                return tokens;
            }
        }
    }

    private List<Token> read(Lines.Line first) throws IOException {
        try {
            long length = 0;
            for (Lines.Line line = first; line != null; line = lines.next(true)) {
                if (line == Lines.Line.ABANDONED) {
                    return abandon();
                }
                length += line.text().length();
                if (line.fault() != null) {
                    tokenizer.fail(line.fault());
                } else if (length > limit) {
                    tokenizer.fail(tooLarge("a command of more than " + limit + " characters"));
                }
                tokenizer.feed(line.text());
                if (!tokenizer.open()) {
                    break;
                }
            }
            return tokenizer.finish();
        } catch (OutOfMemoryError tooMany) {
            abandon();
            throw tooLarge("a command of this size");
        }
    }

    private List<Token> abandon() {
        tokenizer.abandon();
        return List.of();
    }

    private static PesaDbException tooLarge(String what) {
        return new PesaDbException(
                ErrorCode.OUT_OF_MEMORY,
                what + " does not fit into memory; give Java more with PESADB_JAVA_OPTS=-Xmx...");
    }
}
