package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.List;

/** What one write left of a row. Equal only to itself. Complete once {@link Versions} is made. */
final class Version {
    private final String key;
    private final Value value;
    private final Transaction writer;
    private final boolean installed;
    private final List<Version> next = new ArrayList<>();

    /**
     * @param writer    null for the version of a row that was never inserted
     * @param installed whether it is the last that its writer wrote to the row, and the writer committed
     */
    Version(String key, Value value, Transaction writer, boolean installed) {
        this.key = key;
        this.value = value;
        this.writer = writer;
        this.installed = installed;
    }

    String key() {
        return key;
    }

    Value value() {
        return value;
    }

    Transaction writer() {
        return writer;
    }

    boolean installed() {
        return installed;
    }

    /** The installed versions that are known to have been written over this one. */
    List<Version> next() {
        return next;
    }

    @Override
    public String toString() {
        return key + " = " + value;
    }
}
