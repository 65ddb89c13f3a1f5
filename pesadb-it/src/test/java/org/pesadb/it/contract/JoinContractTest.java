package org.pesadb.it.contract;

import org.junit.jupiter.api.Nested;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinStrategy;

/** The joins of the product keep the contract. */
class JoinContractTest {
    private static JoinStrategy installed(String name) {
        return Components.installed().choose(ComponentKind.JOIN, JoinStrategy.class, name);
    }

    /** {@code hash}. */
    @Nested
    class Hash extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return installed("hash");
        }
    }

    /** {@code merge}. */
    @Nested
    class Merge extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return installed("merge");
        }
    }

    /** {@code index}. */
    @Nested
    class Index extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return installed("index");
        }
    }

    /** {@code loop}. */
    @Nested
    class Loop extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return installed("loop");
        }
    }

    /** {@code assert-hash}: neither the engine nor the kit misuses a join. */
    @Nested
    class AssertHash extends JoinContract {
        @Override
        protected JoinStrategy provider() {
            return installed("assert-hash");
        }
    }
}
