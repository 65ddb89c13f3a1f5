package org.pesadb.it;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that try every pair of values of different columns at least once: far fewer than all combinations, and most faults that two things
 * make together show. Each row is put together column by column, from the value that meets the most pairs that are still missing.
 */
final class Pairs {
    private Pairs() {}

    /**
     * Makes the rows.
     *
     * @param columns the values of each column, one or more
     * @return rows with a value for each column
     */
    static List<List<String>> of(List<List<String>> columns) {
        List<boolean[][][]> met = new ArrayList<>();
        int missing = 0;
        for (int a = 0; a < columns.size(); a++) {
            met.add(new boolean[columns.size()][][]);
            for (int b = 0; b < a; b++) {
                int pairs = columns.get(a).size() * columns.get(b).size();
                met.get(a)[b] =
                        new boolean[columns.get(a).size()][columns.get(b).size()];
                missing += pairs;
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (int first = 0; missing > 0; first++) {
            int[] row = new int[columns.size()];
            List<String> names = new ArrayList<>();
            for (int column = 0; column < row.length; column++) {
                // Where several are as good, another one each time.
                int values = columns.get(column).size();
                int best = -1;
                for (int i = 0; i < values; i++) {
                    int value = (first + i) % values;
                    int wins = wins(met, row, column, value, columns);
                    if (best < 0 || wins > wins(met, row, column, row[column], columns)) {
                        best = value;
                        row[column] = value;
                    }
                }
                names.add(columns.get(column).get(row[column]));
            }
            missing -= mark(met, row);
            rows.add(names);
        }
        return rows;
    }

    /** How many missing pairs a value makes with those chosen before it; and one more for each that it can still make with those after. */
    private static int wins(List<boolean[][][]> met, int[] row, int column, int value, List<List<String>> columns) {
        int wins = 0;
        for (int b = 0; b < column; b++) {
            wins += met.get(column)[b][value][row[b]] ? 0 : 100;
        }
        for (int a = column + 1; a < row.length; a++) {
            for (int other = 0; other < columns.get(a).size(); other++) {
                wins += met.get(a)[column][other][value] ? 0 : 1;
            }
        }
        return wins;
    }

    private static int mark(List<boolean[][][]> met, int[] row) {
        int won = 0;
        for (int a = 0; a < row.length; a++) {
            for (int b = 0; b < a; b++) {
                won += met.get(a)[b][row[a]][row[b]] ? 0 : 1;
                met.get(a)[b][row[a]][row[b]] = true;
            }
        }
        return won;
    }
}
