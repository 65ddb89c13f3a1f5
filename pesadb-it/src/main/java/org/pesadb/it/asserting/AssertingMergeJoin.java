package org.pesadb.it.asserting;

/** {@code assert-merge}: the join {@code merge}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingMergeJoin extends AssertingJoin {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingMergeJoin() {
        super("merge");
    }
}
