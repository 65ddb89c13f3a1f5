package org.pesadb.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.PluginProblem;

/** How to open a database. Immutable; threads may share it. */
@Stable(since = 1)
public final class Options {
    private final Builder set;
    private volatile Components plugged;

    private Options(Builder set) {
        this.set = set;
    }

    /**
     * The defaults, to be changed.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * When commits are forced.
     *
     * @return FULL unless set
     */
    public SyncMode sync() {
        return set.sync;
    }

    /**
     * After how many logged pages to checkpoint.
     *
     * @return 1 or more; 1,000 unless set
     */
    public int checkpointPages() {
        return set.checkpointPages;
    }

    /**
     * How much the buffer cache may hold.
     *
     * @return bytes; unless set 64 MiB, or a quarter of the heap where that is less
     */
    public long cacheBytes() {
        return set.cacheBytes;
    }

    /**
     * How much memory the sort or join of one statement may take.
     *
     * @return bytes; a quarter of the heap unless set
     */
    public long statementBytes() {
        return set.statementBytes;
    }

    /**
     * How much memory the changed pages of a transaction may take; what is more goes to a file until it ends.
     *
     * @return bytes; an eighth of the heap unless set
     */
    public long transactionBytes() {
        return set.transactionBytes;
    }

    /**
     * How old a snapshot may grow while the log waits for it. Who reads on in an older one gets CANCELLED.
     *
     * @return zero, unless set, for as old as it likes
     */
    public Duration snapshotTimeout() {
        return set.snapshotTimeout;
    }

    /**
     * How long a write waits for others: for the writer's place, or for the checkpoint of a log that is full.
     *
     * @return 5 s unless set
     */
    public Duration busyTimeout() {
        return set.busyTimeout;
    }

    /**
     * What runs the work that goes on beside the statements, such as checkpoints.
     *
     * @return null, unless set, for a thread of the database's own
     */
    public Executor background() {
        return set.background;
    }

    /**
     * Whether nothing may be written.
     *
     * @return false unless set
     */
    public boolean readOnly() {
        return set.readOnly;
    }

    /**
     * What a new database holds from its first moment.
     *
     * @return empty tables; none unless set
     */
    public List<TableSchema> initialTables() {
        return set.initialTables;
    }

    /**
     * The component to make new data with.
     *
     * @param kind the kind
     * @return its name, or null for the default
     */
    public String component(ComponentKind kind) {
        return set.names.get(kind);
    }

    /**
     * The registry to take components from. The plugin folders are read when this is first asked for, and each plugin that cannot be used is
     * logged then; whatever is opened with these options shares what was found.
     *
     * @return {@link Components#installed()} unless set; with the plugins of {@link Builder#plugins}
     * @throws PesaDbException IO where a plugin folder is not there
     */
    public Components components() {
        if (set.plugins.isEmpty()) {
            return plain();
        }
        return plugged != null ? plugged : plug();
    }

    private Components plain() {
        return set.components != null ? set.components : Components.installed();
    }

    private synchronized Components plug() {
        if (plugged == null) {
            Components found = plain().withPlugins(set.plugins);
            for (PluginProblem problem : found.problems()) {
                System.getLogger(Components.class.getName()).log(System.Logger.Level.WARNING, problem.message());
            }
            plugged = found;
        }
        return plugged;
    }

    /**
     * What is set for the log and the pager.
     *
     * @return values by the components' names, a dot, and the names that they give to what can be set; immutable
     */
    public Map<String, String> settings() {
        return Map.copyOf(set.settings);
    }

    /**
     * Where the files are.
     *
     * @return {@link FileLayer#system()} unless set
     */
    public FileLayer files() {
        return set.files;
    }

    /** Collects options. Of one thread. */
    public static final class Builder implements Cloneable {
        private static final long MOST_CACHE_BYTES = 64L << 20;

        private SyncMode sync = SyncMode.FULL;
        private int checkpointPages = 1000;
        private long cacheBytes =
                Math.min(MOST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 4);
        private long statementBytes = Runtime.getRuntime().maxMemory() / 4;
        private long transactionBytes = Runtime.getRuntime().maxMemory() / 8;
        private Duration snapshotTimeout = Duration.ZERO;
        private Duration busyTimeout = Duration.ofSeconds(5);
        private Executor background;
        private boolean readOnly;
        private List<TableSchema> initialTables = List.of();
        private Map<ComponentKind, String> names = new EnumMap<>(ComponentKind.class);
        private Map<String, String> settings = new TreeMap<>();
        private Components components;
        private List<Path> plugins = new ArrayList<>();
        private FileLayer files = FileLayer.system();

        private Builder() {}

        /**
         * When to force commits.
         *
         * @param mode the mode
         * @return this
         */
        public Builder sync(SyncMode mode) {
            sync = Objects.requireNonNull(mode);
            return this;
        }

        /**
         * After how many logged pages to checkpoint.
         *
         * @param pages 1 or more
         * @return this
         */
        public Builder checkpointPages(int pages) {
            checkpointPages = (int) positive(pages, "checkpointPages");
            return this;
        }

        /**
         * How much the buffer cache may hold.
         *
         * @param bytes 1 or more; it holds a few pages at least
         * @return this
         */
        public Builder cacheBytes(long bytes) {
            cacheBytes = positive(bytes, "cacheBytes");
            return this;
        }

        /**
         * How much memory the sort or join of one statement may take.
         *
         * @param bytes 1 or more
         * @return this
         */
        public Builder statementBytes(long bytes) {
            statementBytes = positive(bytes, "statementBytes");
            return this;
        }

        /**
         * How much memory the changed pages of a transaction may take.
         *
         * @param bytes 1 or more; a few pages are kept at least
         * @return this
         */
        public Builder transactionBytes(long bytes) {
            transactionBytes = positive(bytes, "transactionBytes");
            return this;
        }

        /**
         * How old a snapshot may grow while the log waits for it.
         *
         * @param age zero for as old as it likes, or more
         * @return this
         */
        public Builder snapshotTimeout(Duration age) {
            if (age.isNegative()) {
                throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "snapshotTimeout is zero or more");
            }
            snapshotTimeout = age;
            return this;
        }

        /**
         * How long a write waits for others: for the writer's place, or for the checkpoint of a log that is full.
         *
         * @param timeout zero or more
         * @return this
         */
        public Builder busyTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "busyTimeout is zero or more");
            }
            busyTimeout = timeout;
            return this;
        }

        /**
         * What to run the work with that goes on beside the statements. {@code Runnable::run} does it in the thread of whoever
         * commits, one thing after another: for tests that must be the same each time.
         *
         * @param executor used until the database is closed, and not shut down; null for a thread of the database's own
         * @return this
         */
        public Builder background(Executor executor) {
            background = executor;
            return this;
        }

        /**
         * Whether nothing may be written.
         *
         * @param only true to read only
         * @return this
         */
        public Builder readOnly(boolean only) {
            readOnly = only;
            return this;
        }

        /**
         * What a new database shall hold. The tables are made in the transaction that makes the database: nobody ever sees
         * it without them. One that exists is left as it is.
         *
         * @param tables the tables
         * @return this
         */
        public Builder initialTables(List<TableSchema> tables) {
            initialTables = List.copyOf(tables);
            return this;
        }

        /**
         * The component to make new data with.
         *
         * @param kind its kind
         * @param name its name, or null for the default
         * @return this
         */
        public Builder component(ComponentKind kind, String name) {
            names.put(kind, name);
            return this;
        }

        /**
         * Sets something for the log or the pager. Opening refuses what no component knows.
         *
         * @param name  the component's name, a dot, and one of the names of {@link org.pesadb.api.spi.Component#settings()}
         * @param value the value
         * @return this
         */
        public Builder setting(String name, String value) {
            settings.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
            return this;
        }

        /**
         * The registry to take components from.
         *
         * @param registry the registry
         * @return this
         */
        public Builder components(Components registry) {
            components = Objects.requireNonNull(registry);
            return this;
        }

        /**
         * Plugin folders, more of them with each call, to be read when a database is opened. Their plugins are added to those of {@link #components}; a
         * plugin that cannot be used is logged and left out, see {@link Components#problems()}.
         *
         * @param folders folders of this machine, whatever {@link #files} says; opening fails where one is not there
         * @return this
         */
        public Builder plugins(Path... folders) {
            plugins.addAll(List.of(folders));
            return this;
        }

        /**
         * Where the files are.
         *
         * @param layer the layer
         * @return this
         */
        public Builder files(FileLayer layer) {
            files = Objects.requireNonNull(layer);
            return this;
        }

        /**
         * The options as they are now.
         *
         * @return an immutable copy
         */
        public Options build() {
            try {
                Builder copy = (Builder) clone();
                copy.names = new EnumMap<>(names);
                copy.settings = new TreeMap<>(settings);
                copy.plugins = List.copyOf(plugins);
                return new Options(copy);
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }

        private static long positive(long value, String name) {
            if (value < 1) {
                throw new PesaDbException(ErrorCode.OUT_OF_RANGE, name + " is 1 or more, not " + value);
            }
            return value;
        }
    }
}
