package org.pesadb.storage.sort;

import org.pesadb.storage.spill.ByteSink;

/** Makes one record of two that have the same key. */
@FunctionalInterface
public interface Combiner {
    /**
     * Combines two payloads. The result may be combined with further ones.
     *
     * @param before  the payload of the earlier record
     * @param records stands at the later record
     * @param into    empty; gets the payload of both
     */
    void combine(ByteSink before, Records records, ByteSink into);
}
