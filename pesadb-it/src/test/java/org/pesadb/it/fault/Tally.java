package org.pesadb.it.fault;

/** What was tried. */
final class Tally {
    private long crashes;
    private long faults;
    private long violations;

    void crash() {
        crashes++;
    }

    void fault() {
        faults++;
    }

    /** Does something, and counts it where a promise is broken. */
    void judging(Runnable work) {
        try {
            work.run();
        } catch (AssertionError | RuntimeException broken) {
            violations++;
            throw broken;
        }
    }

    long faults() {
        return faults;
    }

    @Override
    public String toString() {
        return String.format("%,d crash states, %,d faults, %,d violations", crashes, faults, violations);
    }
}
