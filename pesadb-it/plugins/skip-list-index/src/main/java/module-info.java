/** An ordered index. */
module org.example.pesadb.skiplist {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.IndexProvider with
            org.example.pesadb.skiplist.SkipListProvider;
}
