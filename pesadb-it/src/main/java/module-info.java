/**
 * What integration, crash and benchmark programs share: starting the command line as a process of its own and understanding
 * its answers; a disk that fails, {@code org.pesadb.it.fault}. The simulation, {@code org.pesadb.it.sim}. The checker of histories,
 * {@code org.pesadb.it.isolation}. And the load programs, {@code org.pesadb.it.load}.
 */
module org.pesadb.it {
    requires transitive org.pesadb.api;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.management;
    requires jdk.management; // the count of live objects

    exports org.pesadb.it;
    exports org.pesadb.it.fault;
    exports org.pesadb.it.isolation;

    opens org.pesadb.it.load to
            info.picocli;
    opens org.pesadb.it.sim to
            info.picocli;
}
