package org.pesadb.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.pesadb.api.Options;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/** What the command line asks for. Filled by {@link ArgumentParser}; of one thread. */
final class Arguments {
    /** What to do. */
    enum Tool {
        /** Run commands. */
        SHELL(0, 1, "[FILE]"),
        /** Verify a database. */
        CHECK(1, 1, "FILE"),
        /** List the components, or what a database uses of them; judge or install a plugin. */
        PLUGINS(0, 2, "nothing, or FILE, or 'add' or 'check' and JAR or FOLDER"),
        /** Write the project of a new component. */
        NEW_PLUGIN(2, 3, "KIND NAME [FOLDER]"),
        /** Show how something lies in the files of a database. */
        INSPECT(2, 3, "wal|pages|page N|table T|index T.C[,C2]...|catalog|free and FILE"),
        /** Load a CSV file. */
        IMPORT(3, 3, "TABLE CSV FILE"),
        /** Write a CSV file. */
        EXPORT(3, 3, "TABLE CSV FILE"),
        /** Copy a database. */
        BACKUP(2, 2, "FILE TO"),
        /** Save what can be read of a damaged database. */
        SALVAGE(2, 2, "FILE TO"),
        /** List the lessons, or go through one. */
        LEARN(0, 1, "nothing, or the name, the number or the FILE of a lesson"),
        /** Answer over HTTP. */
        SERVE(0, 1, "[FILE]");

        /** How many operands it takes. */
        final int least;

        /** How many operands it takes. */
        final int most;

        /** Its operands, for people. */
        final String operands;

        Tool(int least, int most, String operands) {
            this.least = least;
            this.most = most;
            this.operands = operands;
        }

        /** How it is written; the shell has no name. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What is written so. */
        static Tool labelled(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** How results print. */
    enum Format {
        /** Aligned columns. */
        TABLE,
        /** JSON lines. */
        JSON,
        /** CSV with a header. */
        CSV,
        /** One column a line. */
        LINE
    }

    /**
     * Commands to run.
     *
     * @param script whether {@code text} names a file, instead of being a command itself
     * @param text   a command, or a file's name, {@code -} being the standard input
     */
    record Work(boolean script, String text) {}

    /** The database that is opened where none is named. */
    static final String DEFAULT_FILE = "data/data.pesa";

    Tool tool = Tool.SHELL;
    Format format = Format.TABLE;
    boolean bail;
    boolean bare;
    boolean readOnly;
    boolean help;
    boolean version;
    SyncMode sync = SyncMode.FULL;
    Integer checkpoint;
    Long cache;
    Long transactionMemory;
    Duration busyTimeout;
    Duration snapshotTimeout;
    String javaPackage;
    String keep;
    /** What {@code serve} alone takes, by its option as it is written; empty where none is given. */
    final Map<String, String> serving = new TreeMap<>();

    final List<Work> work = new ArrayList<>();
    boolean force;
    /** What there is to open databases with; null for what is installed. */
    Components registry;
    /** Who does what can wait; null for the engine's own threads. */
    Executor background;

    final List<String> plugins = new ArrayList<>();
    final Map<String, String> settings = new TreeMap<>();
    final Map<ComponentKind, String> components = new EnumMap<>(ComponentKind.class);
    final List<String> operands = new ArrayList<>();

    /** The database's main file. */
    String file() {
        if (operands.isEmpty()) {
            return DEFAULT_FILE;
        }
        return operands.get(tool == Tool.BACKUP || tool == Tool.SALVAGE ? 0 : operands.size() - 1);
    }

    /** How to open it. */
    Options options() {
        Options.Builder options = Options.builder().sync(sync).readOnly(readOnly);
        if (checkpoint != null) {
            options.checkpointPages(checkpoint);
        }
        if (cache != null) {
            options.cacheBytes(cache);
        }
        if (transactionMemory != null) {
            options.transactionBytes(transactionMemory);
        }
        if (busyTimeout != null) {
            options.busyTimeout(busyTimeout);
        }
        if (snapshotTimeout != null) {
            options.snapshotTimeout(snapshotTimeout);
        }
        if (!bare) {
            options.initialTables(Opened.SAMPLES);
        }
        return parts(options).build();
    }

    /** How to open a scratch database of nobody's: with the same parts. */
    Options.Builder scratch() {
        return parts(Options.builder());
    }

    private Options.Builder parts(Options.Builder options) {
        components.forEach(options::component);
        settings.forEach(options::setting);
        if (registry != null) {
            options.components(registry);
        }
        if (background != null) {
            options.background(background);
        }
        return options;
    }
}
