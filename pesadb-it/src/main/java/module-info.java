/**
 * What integration, crash and benchmark programs share: starting the command line as a process of its own and understanding
 * its answers.
 */
module org.pesadb.it {
    requires org.pesadb.api;
    requires com.fasterxml.jackson.databind;

    exports org.pesadb.it;
}
