/** The pager: provides {@code paged}. Reaches the log through the SPI alone. */
module org.pesadb.storage.pager {
    requires org.pesadb.api;
    requires org.slf4j;

    provides org.pesadb.api.spi.PagerProvider with
            org.pesadb.storage.pager.PagedPagerProvider;
}
