package org.pesadb.storage.engine;

import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.spi.RowStream;

/**
 * The rows of a command.
 *
 * @param columns   what the result shows
 * @param rows      the rows, of which only some values may be shown
 * @param positions for each of the columns, the position of its value in the rows
 */
record Query(List<Column> columns, RowStream rows, int[] positions) {

    /** Rows that are shown as they are. */
    static Query of(List<Column> columns, RowStream rows) {
        int[] positions = new int[columns.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i;
        }
        return new Query(columns, rows, positions);
    }
}
