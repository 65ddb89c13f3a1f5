package org.pesadb.it.contract;

import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.IndexProvider;

/** The hash index keeps the contract. */
class HashIndexContractTest extends IndexContract {
    @Override
    protected IndexProvider provider() {
        return Components.installed().choose(ComponentKind.INDEX, IndexProvider.class, "hash");
    }
}
