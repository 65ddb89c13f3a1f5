/** The hash index: finds the rows of a key in a number of page visits that does not grow with the table. */
module org.pesadb.index {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.IndexProvider with
            org.pesadb.index.HashIndexProvider;
}
