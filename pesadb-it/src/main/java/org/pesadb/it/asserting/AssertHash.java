package org.pesadb.it.asserting;

/** The index {@code assert-hash}: the hash index, with an eye on its callers. */
public final class AssertHash extends AssertingIndexProvider {
    /** For the registry. */
    public AssertHash() {
        super("hash");
    }
}
