package org.pesadb.storage.engine;

import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/**
 * What UPD sets, with columns found and values brought to their types. Immutable.
 *
 * @param positions of the columns, each once
 * @param values    for each: a Long, a String or null
 */
record Assigned(int[] positions, Object[] values) {
    /** Refuses a column that is not there or comes twice, and a value of another type. */
    static Assigned by(Command.Update command, TableSchema schema, Object[] parameters) {
        List<Command.Assignment> assignments = command.assignments();
        int[] positions = new int[assignments.size()];
        Object[] values = new Object[positions.length];
        for (int i = 0; i < positions.length; i++) {
            Command.Assignment assignment = assignments.get(i);
            positions[i] = schema.position(assignment.column());
            for (int earlier = 0; earlier < i; earlier++) {
                if (positions[earlier] == positions[i]) {
                    throw new PesaDbException(ErrorCode.SYNTAX, "column " + assignment.column() + " is set twice");
                }
            }
            values[i] = Values.resolve(assignment.value(), schema.column(positions[i]), parameters);
        }
        return new Assigned(positions, values);
    }

    /** Sets them in a row. */
    void to(RowBuffer row) {
        for (int i = 0; i < positions.length; i++) {
            set(row, positions[i], values[i]);
        }
    }

    static void set(RowBuffer row, int position, Object value) {
        if (value instanceof Long number) {
            row.setLong(position, number);
        } else {
            row.setText(position, (String) value);
        }
    }
}
