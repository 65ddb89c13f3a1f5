/** The row codecs: provides {@code json} and {@code binary}. */
module org.pesadb.storage.codec {
    requires org.pesadb.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;

    provides org.pesadb.api.spi.RowCodec with
            org.pesadb.storage.codec.BinaryRowCodec,
            org.pesadb.storage.codec.JsonRowCodec;
}
