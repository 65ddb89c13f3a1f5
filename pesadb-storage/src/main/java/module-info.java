/** Tables and the engine. Reaches pager, log, codecs, indexes and joins through the SPI alone. */
module org.pesadb.storage {
    requires org.pesadb.api;
    requires org.slf4j;
    requires jdk.jfr;

    provides org.pesadb.api.spi.EngineProvider with
            org.pesadb.storage.engine.StorageEngine;
}
