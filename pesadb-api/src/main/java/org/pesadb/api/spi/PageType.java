package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/** What a page is for; one byte of the page's header. The numbers go to disk. */
@Stable(since = 1)
public enum PageType {
    /** Never written. */
    NONE,
    /** Page 0. */
    ROOT,
    /** Part of the list of free pages. */
    FREE,
    /** The engine's catalog root. */
    CATALOG,
    /** The directory of a table's pages. */
    DIRECTORY,
    /** Rows of a table. */
    HEAP,
    /** A part of a row too large for a page. */
    OVERFLOW,
    /** A page of an index; what is in it is the index's affair. */
    INDEX;

    private static final PageType[] ALL = values();

    /**
     * The byte on disk.
     *
     * @return 0 to 127
     */
    public byte code() {
        return (byte) ordinal();
    }

    /**
     * The type of a byte on disk.
     *
     * @param code the byte
     * @return the type, or null for a byte that stands for none
     */
    public static PageType of(byte code) {
        return code >= 0 && code < ALL.length ? ALL[code] : null;
    }
}
