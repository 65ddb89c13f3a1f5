package org.pesadb.it.isolation;

import java.util.function.BiPredicate;

/**
 * What a scan asks for: the predicate of a predicate-based read.
 *
 * @param name    for people, such as {@code kind=2}
 * @param matches whether a row that is present, of this key and value, belongs to the result
 */
public record Range(String name, BiPredicate<String, Value> matches) {
    /** Every row. */
    public static final Range ALL = new Range("all", (key, value) -> true);

    /**
     * Whether a row belongs to the result.
     *
     * @param key   the row's
     * @param value what it holds
     * @return false where there is no row
     */
    public boolean holds(String key, Value value) {
        return value.present() && matches.test(key, value);
    }

    @Override
    public String toString() {
        return name;
    }
}
