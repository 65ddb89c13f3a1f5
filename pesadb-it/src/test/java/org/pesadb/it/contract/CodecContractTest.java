package org.pesadb.it.contract;

import org.junit.jupiter.api.Nested;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowCodec;

/** The codecs of the product keep the contract. */
class CodecContractTest {
    private static RowCodec installed(String name) {
        return Components.installed().choose(ComponentKind.CODEC, RowCodec.class, name);
    }

    /** {@code json}. */
    @Nested
    class Json extends RowCodecContract {
        @Override
        protected RowCodec provider() {
            return installed("json");
        }
    }

    /** {@code binary}. */
    @Nested
    class Binary extends RowCodecContract {
        @Override
        protected RowCodec provider() {
            return installed("binary");
        }
    }

    /** {@code assert-json}: neither the engine nor the kit misuses a codec. */
    @Nested
    class AssertJson extends RowCodecContract {
        @Override
        protected RowCodec provider() {
            return installed("assert-json");
        }
    }
}
