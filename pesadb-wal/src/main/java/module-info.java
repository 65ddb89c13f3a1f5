/** The write-ahead log: provides {@code wal}. */
module org.pesadb.wal {
    requires org.pesadb.api;
    requires org.slf4j;
}
