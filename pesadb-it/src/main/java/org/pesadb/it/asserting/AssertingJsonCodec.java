package org.pesadb.it.asserting;

/** {@code assert-json}: the codec {@code json}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingJsonCodec extends AssertingCodec {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingJsonCodec() {
        super("json");
    }
}
