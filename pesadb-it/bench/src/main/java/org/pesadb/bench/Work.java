package org.pesadb.bench;

/** What is measured, in this order: later works find what earlier ones have made. */
enum Work {
    /** One row each. */
    COMMITS_1("durable one-row commits, 1 thread", "/s", bed -> Commits.run(bed, "commits", 1)),
    /** One row each, by many. */
    COMMITS_MANY(
            "durable one-row commits, many threads",
            "/s",
            bed -> Commits.run(bed, "more", bed.settings().threads())),
    /** One transaction. */
    LOAD("bulk load in one transaction", "rows/s", bed -> Works.load(bed, "large", false)),
    /** One transaction, the second index in random order. */
    LOAD_INDEXED("the same with a random second index", "rows/s", bed -> Works.load(bed, "indexed", true)),
    /** By primary key, all columns. */
    LOOK_UPS_1("look-up by primary key, 1 thread", "/s", bed -> Works.lookUps(bed, 1)),
    /** By primary key, all columns. */
    LOOK_UPS_2("look-up by primary key, 2 threads", "/s", bed -> Works.lookUps(bed, 2)),
    /** Every column of every row. */
    SCAN("full scan, every column", "rows/s", Works::scan),
    /** Without an index. */
    FILTER("count with a filter, no index", "rows/s", Works::filter),
    /** A tenth as many rows on one side. */
    JOIN("join small and large, every column", "rows/s", Works::join),
    /** By key, in one transaction. */
    UPDATE("update by key, one transaction", "rows/s", Works::update),
    /** By key, in one transaction. */
    DELETE("delete by key, one transaction", "rows/s", Works::delete),
    /** What a reader keeps beside a writer. */
    READS_KEPT("full scans beside a committing writer", "% kept", Beside::scansKept),
    /** What a writer keeps beside a reader. */
    COMMITS_KEPT("commits beside a full-scan reader", "% kept", Beside::commitsKept),
    /** After the store is closed. */
    SIZE("size on disk of one table of all rows", "MB", true, Processes::size),
    /** A new process; the killed one had committed 200,000 rows. */
    OPEN_KILLED("process start after kill -9 to the first row", "ms", true, Processes::openKilled),
    /** A new process. */
    START("process start to the first row", "ms", true, Processes::start);

    private final String title;
    private final String unit;
    private final boolean lessIsBetter;
    private final Measurement measurement;

    /** How it is done. */
    @FunctionalInterface
    interface Measurement {
        Measured run(Bed bed) throws Exception;
    }

    Work(String title, String unit, Measurement measurement) {
        this(title, unit, false, measurement);
    }

    Work(String title, String unit, boolean lessIsBetter, Measurement measurement) {
        this.title = title;
        this.unit = unit;
        this.lessIsBetter = lessIsBetter;
        this.measurement = measurement;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    boolean lessIsBetter() {
        return lessIsBetter;
    }

    Measured run(Bed bed) throws Exception {
        return measurement.run(bed);
    }
}
