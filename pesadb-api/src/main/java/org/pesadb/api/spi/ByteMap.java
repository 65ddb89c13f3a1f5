package org.pesadb.api.spi;

import org.pesadb.api.Experimental;

/**
 * Is told what the bytes of a page mean, piece by piece, for people who look at them. Pieces may come in any order and may lie within each
 * other; what nobody tells of is shown as it is. Of one thread.
 *
 * <pre>{@code
 * public void describe(Page page, ByteMap into) {
 *     into.field(END, 2, "end", page.getShort(END) + ": where the next entry goes");
 * }
 * }</pre>
 */
@FunctionalInterface
@Experimental("how much is told of bytes may grow")
public interface ByteMap {
    /**
     * Some bytes mean something.
     *
     * @param offset where they begin
     * @param length how many, 1 or more
     * @param name   what they are, as the format's documentation calls it
     * @param value  what they say, for people
     */
    void field(int offset, int length, String name, String value);
}
