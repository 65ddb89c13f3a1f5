package org.example.pesadb.cbor;

import org.pesadb.api.spi.RowCodec;
import org.pesadb.it.contract.RowCodecContract;

class CborRowCodecTest extends RowCodecContract {
    @Override
    protected RowCodec provider() {
        return new CborRowCodec();
    }
}
