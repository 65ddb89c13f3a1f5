/** A log in two files. */
module org.example.pesadb.mirror {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.LogProvider with
            org.example.pesadb.mirror.MirrorLogProvider;
}
