package org.example.pesadb.skiplist;

import org.pesadb.api.spi.IndexProvider;
import org.pesadb.it.contract.IndexContract;

class SkipListTest extends IndexContract {
    @Override
    protected IndexProvider provider() {
        return new SkipListProvider();
    }
}
