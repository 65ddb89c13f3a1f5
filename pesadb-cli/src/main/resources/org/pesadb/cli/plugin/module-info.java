/** The @kind@ {@code @name@} for PesaDB. */
module @package@ {
    // The interfaces. All of PesaDB that is needed, and all that may be seen.
    requires org.pesadb.api;

    // How PesaDB finds it: by this line, and no other word anywhere.
    provides org.pesadb.api.spi.@service@ with
            @package@.@Type@Provider;
}
