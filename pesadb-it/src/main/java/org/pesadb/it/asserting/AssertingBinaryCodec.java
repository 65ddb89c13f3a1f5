package org.pesadb.it.asserting;

/** {@code assert-binary}: the codec {@code binary}, which holds its callers to the SPI. Stateless; threads share it. */
public final class AssertingBinaryCodec extends AssertingCodec {
    /** Made by {@link java.util.ServiceLoader}. */
    public AssertingBinaryCodec() {
        super("binary");
    }
}
