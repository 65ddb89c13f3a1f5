/** A join strategy. */
module org.example.pesadb.blockjoin {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.JoinStrategy with
            org.example.pesadb.blockjoin.BlockJoin;
}
