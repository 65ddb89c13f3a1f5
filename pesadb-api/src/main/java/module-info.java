/**
 * The public API of PesaDB and the SPI of its replaceable parts. Needs nothing but the JDK.
 *
 * <p>Programs that use a database start at {@link org.pesadb.api.PesaDb}; authors of a log, pager, row codec, index or
 * join start at {@link org.pesadb.api.spi}. The look-up of providers lives here, so every {@code uses} does too.
 */
@SuppressWarnings("module") // those that the internals are open to are not there when this is compiled
module org.pesadb.api {
    exports org.pesadb.api;
    exports org.pesadb.api.spi;
    exports org.pesadb.api.trace;
    exports org.pesadb.api.internal to
            org.pesadb.storage,
            org.pesadb.storage.pager;

    uses org.pesadb.api.spi.EngineProvider;
    uses org.pesadb.api.spi.LogProvider;
    uses org.pesadb.api.spi.PagerProvider;
    uses org.pesadb.api.spi.RowCodec;
    uses org.pesadb.api.spi.IndexProvider;
    uses org.pesadb.api.spi.JoinStrategy;
}
