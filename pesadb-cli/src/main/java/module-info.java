/**
 * The command line of PesaDB: it turns text into {@link org.pesadb.api.Command commands} and results into text.
 *
 * <p>It sees the engine and its parts through {@code org.pesadb.api} alone; what stands on the module path is found there.
 */
module org.pesadb.cli {
    requires org.pesadb.api;
    requires info.picocli;
    requires com.fasterxml.jackson.core;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires org.slf4j;
    requires org.eclipse.jetty.server; // for serve alone: no other tool loads a class of it
    requires jdk.unsupported; // the terminal library catches Ctrl-C through sun.misc.Signal
}
