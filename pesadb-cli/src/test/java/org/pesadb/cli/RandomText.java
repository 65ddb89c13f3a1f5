package org.pesadb.cli;

import java.util.Random;

/** Random texts that favour what quoting, CSV and JSON stumble over. */
public final class RandomText {
    /** Run the random tests again with {@code -Dpesadb.seed=…}. */
    public static final long SEED = Long.getLong("pesadb.seed", System.nanoTime());

    private static final String[] PIECES = {
        "'",
        "\"",
        "''",
        "\"\"",
        "\\",
        "\\n",
        "\n",
        "\r",
        "\r\n",
        "\t",
        ",",
        ";",
        ":",
        "--",
        "-",
        " ",
        "  ",
        "NULL",
        "null",
        "=",
        "!=",
        "<=",
        "AND",
        "WHERE",
        "IN",
        "a",
        "B7",
        "ä",
        "日本",
        "\uD83D\uDE00",
        "\u0000",
        "\u001b",
        "\u2028",
        "\uFEFF",
        "\u0085",
        "\u00A0",
        "%",
        "_",
        "{",
        "}",
        "\\u0041",
        "1",
        "-5",
        "O'Brien"
    };

    private RandomText() {}

    /** A text of up to eight pieces, often empty or a single one. */
    public static String next(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(9) - random.nextInt(3); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
