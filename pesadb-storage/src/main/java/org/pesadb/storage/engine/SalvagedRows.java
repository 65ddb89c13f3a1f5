package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/**
 * Puts rows into a table of the new database, some hundreds at a time. Where the table refuses them, as it does two rows of one
 * key, they go in one by one, and those refused are put aside. Of one thread.
 */
final class SalvagedRows {
    private static final int MOST_ROWS = 500;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Session session;
    private final TableSchema schema;
    private final ObjLongConsumer<String> refused;
    private final List<Object[]> rows = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private int characters;
    private long added;

    /**
     * @param session of the new database
     * @param schema  of the table, which is there
     * @param refused is told why, and the id in the damaged database, of each row that is put aside
     */
    SalvagedRows(Session session, TableSchema schema, ObjLongConsumer<String> refused) {
        this.session = session;
        this.schema = schema;
        this.refused = refused;
    }

    /** Takes a row, which may change afterwards. */
    void add(RowBuffer row, long id) {
        Object[] values = new Object[schema.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
            characters += values[i] instanceof String text ? text.length() : 0;
        }
        rows.add(values);
        ids.add(id);
        if (rows.size() >= MOST_ROWS || characters >= MOST_CHARACTERS) {
            flush();
        }
    }

    /** Writes what was taken; returns how many rows are in the new table. */
    long flush() {
        if (!rows.isEmpty() && !addAll()) {
            addEach();
        }
        rows.clear();
        ids.clear();
        characters = 0;
        return added;
    }

    private boolean addAll() {
        try (BatchInsert batch = session.batchInsert(schema.name())) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    if (row[i] instanceof Long number) {
                        batch.set(i, number);
                    } else {
                        batch.set(i, (String) row[i]);
                    }
                }
                batch.add();
            }
            added += batch.finish().rows();
            return true;
        } catch (PesaDbException failed) {
            passOn(failed);
            return false;
        }
    }

    private void addEach() {
        for (int i = 0; i < rows.size(); i++) {
            List<Operand> values = new ArrayList<>();
            for (Object value : rows.get(i)) {
                values.add(Operand.of(value));
            }
            try {
                session.run(new Command.Insert(schema.name(), values));
                added++;
            } catch (PesaDbException failed) {
                passOn(failed);
                refused.accept(failed.code() + ": " + failed.getMessage(), ids.get(i));
            }
        }
    }

    /** Only what a row brings about concerns that row alone. */
    private static void passOn(PesaDbException failed) {
        if (failed.code() != ErrorCode.DUPLICATE_KEY
                && failed.code() != ErrorCode.NOT_NULL
                && failed.code() != ErrorCode.TYPE_MISMATCH
                && failed.code() != ErrorCode.OUT_OF_RANGE) {
            throw failed;
        }
    }
}
