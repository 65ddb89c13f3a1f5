/**
 * The contract kit, {@code org.pesadb.it.contract}, and parts that hold the engine to the SPI, {@code org.pesadb.it.asserting}. And what
 * integration, crash and benchmark programs share: starting the command line as a process of its own and understanding
 * its answers; a disk that fails, {@code org.pesadb.it.fault}. The simulation, {@code org.pesadb.it.sim}. The checker of histories,
 * {@code org.pesadb.it.isolation}. And the load programs, {@code org.pesadb.it.load}.
 */
module org.pesadb.it {
    requires transitive org.pesadb.api;
    // For the contract kit alone: as a plugin this module does without.
    requires static transitive org.junit.jupiter.api;
    requires static com.fasterxml.jackson.databind; // for those who read what the command line prints
    requires static info.picocli; // for the load programs and the simulation
    requires static java.logging; // the contract kit keeps it quiet, where it is there
    requires java.management;
    requires jdk.management; // the count of live objects
    requires static java.net.http; // for tests of the HTTP API
    requires static jdk.jfr; // for tests of what is recorded

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

    uses org.pesadb.api.spi.RowCodec; // those that asserting parts wrap
    uses org.pesadb.api.spi.IndexProvider;
    uses org.pesadb.api.spi.JoinStrategy;

    provides org.pesadb.api.spi.LogProvider with
            org.pesadb.it.asserting.AssertingLogProvider;
    provides org.pesadb.api.spi.PagerProvider with
            org.pesadb.it.asserting.AssertingPagerProvider;
    provides org.pesadb.api.spi.RowCodec with
            org.pesadb.it.asserting.AssertingBinaryCodec,
            org.pesadb.it.asserting.AssertingJsonCodec;
    provides org.pesadb.api.spi.IndexProvider with
            org.pesadb.it.asserting.AssertingHashIndex,
            org.pesadb.it.asserting.AssertingBTreeIndex;
    provides org.pesadb.api.spi.JoinStrategy with
            org.pesadb.it.asserting.AssertingHashJoin,
            org.pesadb.it.asserting.AssertingIndexJoin,
            org.pesadb.it.asserting.AssertingLoopJoin,
            org.pesadb.it.asserting.AssertingMergeJoin;
}
