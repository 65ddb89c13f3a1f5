package org.pesadb.bench;

import java.nio.file.Path;

/**
 * How much is done.
 *
 * @param folder      where the databases are
 * @param rows        of the large table; a tenth of them are in the small one, and are updated and deleted
 * @param seconds     for which commits and look-ups are counted, each time
 * @param threads     of the many
 * @param repetitions that count, behind the one that warms up
 * @param random      seed of what is looked up
 */
record Settings(Path folder, int rows, double seconds, int threads, int repetitions, long random) {
    int few() {
        return rows / 10;
    }
}
