package org.pesadb.it.asserting;

/** {@code assert-hash}: the join {@code hash}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingHashJoin extends AssertingJoin {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingHashJoin() {
        super("hash");
    }
}
