package org.example.pesadb.blockjoin;

import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.it.contract.JoinContract;

class BlockJoinTest extends JoinContract {
    @Override
    protected JoinStrategy provider() {
        return new BlockJoin();
    }
}
