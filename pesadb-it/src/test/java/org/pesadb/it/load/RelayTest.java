package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RelayTest {
    @Test
    void theOnlyOneWaitsForAnother() throws Exception {
        Relay relay = new Relay();
        CountDownLatch handedOver = new CountDownLatch(1);
        relay.opened();
        Thread first = new Thread(() -> {
            try {
                relay.awaitOther();
                handedOver.countDown();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        first.start();
        while (first.getState() != Thread.State.WAITING) {
            assertEquals(1, handedOver.getCount(), "it went although nobody else is there");
            Thread.onSpinWait();
        }
        relay.opened();
        assertTrue(handedOver.await(10, TimeUnit.SECONDS), "it waits although another one is there");
        first.join();
        assertEquals(1, relay.handedOver());
        relay.end();
        relay.awaitOther();
    }
}
