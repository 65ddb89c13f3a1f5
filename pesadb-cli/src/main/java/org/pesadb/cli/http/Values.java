package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;

/** Reads rows of a table from JSON. */
final class Values {
    private static final String ROW = "a row, which is an object";
    private static final String ROWS = ROW + ", or an array of rows";

    private Values() {}

    /**
     * The fields of one row, by the names of columns; in the order given.
     *
     * @throws PesaDbException NO_SUCH_COLUMN, TYPE_MISMATCH
     */
    static Map<String, Object> row(byte[] body, TableSchema schema) {
        return Json.read(body, parser -> {
            expect(parser, JsonToken.START_OBJECT, "an object, which is a row");
            Map<String, Object> row = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                schema.position(name);
                parser.nextToken();
                row.put(name, Json.scalar(parser, name));
            }
            return row;
        });
    }

    /** Adds each row of an array to a batch; nothing is kept but the row that is read. */
    static void insert(byte[] body, BatchInsert batch) {
        Json.read(body, parser -> {
            expect(parser, JsonToken.START_ARRAY, ROWS);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                add(parser, batch);
            }
            return null;
        });
    }

    /** Looks whether each element of an array is a row. */
    static void check(byte[] body, TableSchema schema) {
        Json.read(body, parser -> {
            expect(parser, JsonToken.START_ARRAY, ROWS);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser, JsonToken.START_OBJECT, ROW);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    schema.position(name);
                    parser.nextToken();
                    Json.scalar(parser, name);
                }
            }
            return null;
        });
    }

    private static void add(JsonParser parser, BatchInsert batch) throws IOException {
        expect(parser, JsonToken.START_OBJECT, ROW);
        TableSchema schema = batch.schema();
        for (int i = 0; i < schema.size(); i++) {
            set(batch, i, schema.column(i).initial());
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int position = schema.position(name);
            parser.nextToken();
            set(batch, position, Json.scalar(parser, name));
        }
        batch.add();
    }

    private static void set(BatchInsert batch, int position, Object value) {
        if (value instanceof Long number) {
            batch.set(position, number);
        } else {
            batch.set(position, (String) value);
        }
    }

    /** What a column is where nothing is said of it. */
    static Object initial(Map<String, Object> row, Column column) {
        return row.containsKey(column.name()) ? row.get(column.name()) : column.initial();
    }

    private static void expect(JsonParser parser, JsonToken token, String what) throws IOException {
        if (parser.currentToken() != token) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH,
                    "expected " + what + ", at line "
                            + parser.currentTokenLocation().getLineNr() + ", column "
                            + parser.currentTokenLocation().getColumnNr());
        }
    }
}
