package org.pesadb.it.contract;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pesadb.api.Experimental;
import org.pesadb.api.spi.Component;

/** What the contracts of all kinds have in common. JUnit makes a new object for each test; of one thread but where a test says otherwise. */
@Experimental("rules are added as they are understood; a part that is right goes on to pass")
@ExtendWith({RuleReport.class, QuietLog.class})
public abstract class Contract {
    private static final String SEED = "pesadb.seed";

    private final long seed;

    Contract() {
        String given = System.getProperty(SEED, "");
        seed = given.isBlank() ? new Random().nextInt(Integer.MAX_VALUE) : Long.parseLong(given);
    }

    /** The part that is judged. */
    abstract Component part();

    /** What random choices of this test come from. */
    final long seed() {
        return seed;
    }

    /** A generator that makes the same choices each time that the test is repeated with its seed. */
    final Random random() {
        return new Random(seed);
    }

    /**
     * How much of something a test does.
     *
     * @param name     {@code -Dpesadb.contract.NAME=N} sets it
     * @param byItself what it is where nobody does
     * @return 1 or more
     */
    static int size(String name, int byItself) {
        String given = System.getProperty("pesadb.contract." + name, "");
        return given.isBlank() ? byItself : Math.max(1, Integer.parseInt(given));
    }
}
