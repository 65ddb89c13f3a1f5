package org.pesadb.it.asserting;

/** {@code assert-loop}: the join {@code loop}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingLoopJoin extends AssertingJoin {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingLoopJoin() {
        super("loop");
    }
}
