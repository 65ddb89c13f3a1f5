/** The hash join: provides {@code hash}. */
module org.pesadb.join {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.JoinStrategy with
            org.pesadb.join.HashJoin;
}
