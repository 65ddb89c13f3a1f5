package org.pesadb.bench;

import java.nio.file.Path;

/**
 * A store in use.
 *
 * @param peer     what it is of
 * @param folder   its own
 * @param store    open
 * @param settings how much is done
 */
record Bed(Peer peer, Path folder, Store store, Settings settings) {}
