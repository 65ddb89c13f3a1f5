package org.pesadb.cli.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Session;

/**
 * All that a database says, to be compared. Immutable.
 *
 * @param digest of the catalog, and of every row of every table; the same where all of that is
 * @param rows   how many rows each table has
 */
record State(String digest, Map<String, Long> rows) {
    /** Reads everything. */
    static State of(Session session) {
        MessageDigest digest = sha256();
        add(digest, session, new Command.Inspect(new Command.InspectCatalog()));
        List<String> tables = new ArrayList<>();
        try (Cursor cursor = session.execute(new Command.ListTables())) {
            while (cursor.next()) {
                tables.add(cursor.getText(0));
            }
        }
        Map<String, Long> rows = new TreeMap<>();
        for (String table : tables) {
            add(digest, session, new Command.DescribeTable(table));
            Command all = new Command.Select(table, List.of(), List.of(), null, Command.Limit.NONE);
            rows.put(table, add(digest, session, all));
        }
        return new State(HexFormat.of().formatHex(digest.digest()), rows);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }

    /** Returns how many rows there were. */
    private static long add(MessageDigest digest, Session session, Command query) {
        long rows = 0;
        try (Cursor cursor = session.execute(query)) {
            for (; cursor.next(); rows++) {
                for (int i = 0; i < cursor.size(); i++) {
                    Object value = cursor.get(i);
                    String text = String.valueOf(value);
                    // The length keeps two values from looking like two others, the type NULL from looking like a text.
                    String before = (value == null ? "N" : value instanceof Long ? "I" : "T") + text.length() + ":";
                    digest.update(before.getBytes(StandardCharsets.UTF_8));
                    digest.update(text.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        digest.update((rows + ";").getBytes(StandardCharsets.UTF_8));
        return rows;
    }
}
