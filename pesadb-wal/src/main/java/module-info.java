/** The write-ahead log: provides {@code wal}. */
module org.pesadb.wal {
    requires org.pesadb.api;
    requires org.slf4j;

    provides org.pesadb.api.spi.LogProvider with
            org.pesadb.wal.WalProvider;
}
