/** A pager that encrypts. */
module org.example.pesadb.aesgcm {
    requires org.pesadb.api;

    provides org.pesadb.api.spi.PagerProvider with
            org.example.pesadb.aesgcm.AesGcmPagerProvider;
}
