package org.pesadb.it.asserting;

/** {@code assert-index}: the join {@code index}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingIndexJoin extends AssertingJoin {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingIndexJoin() {
        super("index");
    }
}
