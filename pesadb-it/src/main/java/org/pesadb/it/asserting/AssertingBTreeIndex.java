package org.pesadb.it.asserting;

/** The index {@code assert-btree}: the ordered index, with an eye on its callers. */
public final class AssertingBTreeIndex extends AssertingIndexProvider {
    /** For the registry. */
    public AssertingBTreeIndex() {
        super("btree");
    }
}
