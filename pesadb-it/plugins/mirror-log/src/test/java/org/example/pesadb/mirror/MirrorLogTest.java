package org.example.pesadb.mirror;

import org.pesadb.api.spi.LogProvider;
import org.pesadb.it.contract.LogContract;

class MirrorLogTest extends LogContract {
    @Override
    protected LogProvider provider() {
        return new MirrorLogProvider();
    }
}
