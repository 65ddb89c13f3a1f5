/**
 * Two kinds of index: the hash index finds the rows of a key in a number of page visits that does not grow with the table; the
 * B+tree keeps its keys in order, and so finds ranges of them too.
 */
module org.pesadb.index {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.IndexProvider with
            org.pesadb.index.hash.HashIndexProvider,
            org.pesadb.index.btree.BTreeProvider;
}
