package org.pesadb.it.asserting;

/** The index {@code assert-hash}: the hash index, with an eye on its callers. */
public final class AssertingHashIndex extends AssertingIndexProvider {
    /** For the registry. */
    public AssertingHashIndex() {
        super("hash");
    }
}
