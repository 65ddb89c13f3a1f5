package org.pesadb.api.spi;

import java.util.Locale;

/** The five kinds of part that can be replaced. */
public enum ComponentKind {
    /** A {@link LogProvider}. */
    LOG("wal"),
    /** A {@link PagerProvider}. */
    PAGER("paged"),
    /** A {@link RowCodec}. */
    CODEC("json"),
    /** An {@link IndexProvider}. */
    INDEX("hash"),
    /** A {@link JoinStrategy}. */
    JOIN("hash");

    private final String standard;

    ComponentKind(String standard) {
        this.standard = standard;
    }

    /**
     * The name that is preferred where nobody asks for another and several are there.
     *
     * @return a component's name
     */
    public String standardName() {
        return standard;
    }

    /**
     * How people write it.
     *
     * @return such as {@code index}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
