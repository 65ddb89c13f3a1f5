/**
 * The public API of PesaDB and the SPI of its replaceable parts. Needs nothing but the JDK.
 *
 * <p>Programs that use a database start at {@link org.pesadb.api.PesaDb}; authors of a log, pager, row codec, index or
 * join start at {@link org.pesadb.api.spi}. The look-up of providers lives here, so every {@code uses} does too.
 */
module org.pesadb.api {
    exports org.pesadb.api;
    exports org.pesadb.api.spi;

    uses org.pesadb.api.spi.EngineProvider;
    uses org.pesadb.api.spi.LogProvider;
    uses org.pesadb.api.spi.PagerProvider;
    uses org.pesadb.api.spi.RowCodec;
    uses org.pesadb.api.spi.IndexProvider;
    uses org.pesadb.api.spi.JoinStrategy;
}
