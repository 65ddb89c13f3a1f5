/** A row codec with a library of its own. */
module org.example.pesadb.cbor {
    requires org.pesadb.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.cbor;

    provides org.pesadb.api.spi.RowCodec with
            org.example.pesadb.cbor.CborRowCodec;
}
