package org.pesadb.api.spi;

import java.util.Locale;
import org.pesadb.api.Stable;

/** The five kinds of part that can be replaced. */
@Stable(since = 1)
public enum ComponentKind {
    /** A {@link LogProvider}. */
    LOG,
    /** A {@link PagerProvider}. */
    PAGER,
    /** A {@link RowCodec}. */
    CODEC,
    /** An {@link IndexProvider}. */
    INDEX,
    /** A {@link JoinStrategy}. */
    JOIN;

    /**
     * How people write it.
     *
     * @return such as {@code index}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
