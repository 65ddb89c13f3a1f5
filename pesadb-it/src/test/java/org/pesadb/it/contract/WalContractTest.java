package org.pesadb.it.contract;

import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogProvider;

/** PesaDB's own log keeps the contract that it is there to show. */
class WalContractTest extends LogContract {
    @Override
    protected LogProvider provider() {
        return Components.installed().choose(ComponentKind.LOG, LogProvider.class, "wal");
    }
}
