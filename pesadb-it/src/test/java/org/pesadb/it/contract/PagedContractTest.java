package org.pesadb.it.contract;

import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.PagerProvider;

/** PesaDB's own pager passes through the contract that those of others pass through. */
class PagedContractTest extends PagerContract {
    @Override
    protected PagerProvider provider() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");
    }
}
