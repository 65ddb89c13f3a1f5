/** The joins: provides {@code hash}, {@code merge}, {@code index} and {@code loop}. */
module org.pesadb.join {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.JoinStrategy with
            org.pesadb.join.HashJoin,
            org.pesadb.join.MergeJoin,
            org.pesadb.join.IndexJoin,
            org.pesadb.join.LoopJoin;
}
