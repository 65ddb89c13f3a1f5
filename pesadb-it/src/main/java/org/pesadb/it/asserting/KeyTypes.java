package org.pesadb.it.asserting;

import org.pesadb.api.Row;

/** The types of a join's keys, which both sides share: learnt from the first values that are no NULL. Of one thread. */
final class KeyTypes {
    private final AssertingJoin join;
    private final Class<?>[] types;

    KeyTypes(AssertingJoin join, int keys) {
        this.join = join;
        types = new Class<?>[keys];
    }

    void check(Row row, int[] keys) {
        for (int i = 0; i < keys.length; i++) {
            Object value = row.get(keys[i]);
            if (value != null) {
                types[i] = types[i] == null ? value.getClass() : types[i];
                Misuse.unless(
                        join,
                        types[i] == value.getClass(),
                        "key " + i + " is " + types[i] + " and " + value.getClass());
            }
        }
    }
}
