/**
 * The contract kit, {@code org.pesadb.it.contract}. And what integration, crash and benchmark programs share: starting the command line as a process of its own and understanding
 * its answers; a disk that fails, {@code org.pesadb.it.fault}. The simulation, {@code org.pesadb.it.sim}. The checker of histories,
 * {@code org.pesadb.it.isolation}. And the load programs, {@code org.pesadb.it.load}.
 */
module org.pesadb.it {
    requires transitive org.pesadb.api;
    requires static transitive org.junit
            .jupiter
            .api; // for the contract kit alone: as a plugin this module does without
    requires static com.fasterxml.jackson.databind; // for those who read what the command line prints
    requires static info.picocli; // for the load programs and the simulation
    requires java.management;
    requires jdk.management; // the count of live objects

    exports org.pesadb.it;
    exports org.pesadb.it.asserting;
    exports org.pesadb.it.contract;
    exports org.pesadb.it.fault;
    exports org.pesadb.it.isolation;

    opens org.pesadb.it.contract to
            org.junit.platform.commons; // the rules are methods for JUnit alone
    opens org.pesadb.it.load to
            info.picocli;
    opens org.pesadb.it.sim to
            info.picocli;

    provides org.pesadb.api.spi.LogProvider with
            org.pesadb.it.asserting.AssertingLogProvider;
    provides org.pesadb.api.spi.PagerProvider with
            org.pesadb.it.asserting.AssertingPagerProvider;
}
