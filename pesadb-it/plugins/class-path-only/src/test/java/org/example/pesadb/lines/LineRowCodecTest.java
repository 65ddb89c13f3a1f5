package org.example.pesadb.lines;

import org.pesadb.api.spi.RowCodec;
import org.pesadb.it.contract.RowCodecContract;

class LineRowCodecTest extends RowCodecContract {
    @Override
    protected RowCodec provider() {
        return new LineRowCodec();
    }
}
