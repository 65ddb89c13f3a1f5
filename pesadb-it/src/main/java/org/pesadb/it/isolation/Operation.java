package org.pesadb.it.isolation;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a transaction did, and what it was answered. Immutable; threads may share it. */
public sealed interface Operation {
    /**
     * A row was looked up by its key.
     *
     * @param key   the row's, unique in the history, over all tables
     * @param value what it held
     */
    record Read(String key, Value value) implements Operation {
        @Override
        public String toString() {
            return "read " + key + " = " + value;
        }
    }

    /**
     * A row was written. An insert is a {@link Read} of nothing before it. A key whose row was deleted does not come back.
     *
     * @param key   the row's
     * @param value what it holds now; {@link Value#ABSENT} of a delete
     */
    record Write(String key, Value value) implements Operation {
        @Override
        public String toString() {
            return value.present() ? "wrote " + key + " = " + value : "deleted " + key;
        }
    }

    /**
     * All rows of a range were read.
     *
     * @param range what was asked for
     * @param rows  every row of the answer by its key
     */
    record Scan(Range range, Map<String, Value> rows) implements Operation {
        /** Copies. */
        public Scan {
            rows = Collections.unmodifiableMap(new TreeMap<>(rows));
        }

        @Override
        public String toString() {
            return "scanned " + range + " = " + rows;
        }
    }

    /**
     * The rows of a range were counted.
     *
     * @param range what was asked for
     * @param rows  how many
     */
    record Count(Range range, long rows) implements Operation {
        @Override
        public String toString() {
            return "counted " + range + " = " + rows;
        }
    }
}
