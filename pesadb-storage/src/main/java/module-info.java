/**
 * Pager, row codec, tables and the engine: provides {@code paged}, {@code json}, {@code binary} and the engine. Reaches log, indexes and joins
 * through the SPI alone.
 */
module org.pesadb.storage {
    requires org.pesadb.api;
    requires org.slf4j;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    provides org.pesadb.api.spi.EngineProvider with
            org.pesadb.storage.engine.StorageEngine;
    provides org.pesadb.api.spi.PagerProvider with
            org.pesadb.storage.pager.PagedPagerProvider;
    provides org.pesadb.api.spi.RowCodec with
            org.pesadb.storage.codec.BinaryRowCodec,
            org.pesadb.storage.codec.JsonRowCodec;
}
