package org.pesadb.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.PluginProblem;
import org.pesadb.api.spi.PluginReport;
import org.pesadb.api.spi.Spi;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.Values;

/** {@code pesadb plugins}: lists the components, judges a plugin, and installs one. Of one thread, once. */
final class PluginTool {
    private static final List<Column> COMPONENT = List.of(
            Column.of("kind", ColumnType.TEXT),
            Column.of("name", ColumnType.TEXT),
            Column.of("version", ColumnType.INT),
            Column.of("module", ColumnType.TEXT),
            Column.of("jar", ColumnType.TEXT),
            Column.of("default", ColumnType.INT),
            Column.of("spi", ColumnType.INT),
            Column.of("plugin", ColumnType.TEXT));

    private static final List<Column> FINDING = List.of(
            Column.of("about", ColumnType.TEXT),
            Column.of("name", ColumnType.TEXT),
            Column.of("finding", ColumnType.TEXT));

    private final Arguments arguments;
    private final Components components;
    private final Results results;
    private final long begun = System.nanoTime();

    /**
     * @param arguments  what to do
     * @param components what is there
     * @param results    takes what comes of it
     */
    PluginTool(Arguments arguments, Components components, Results results) {
        this.arguments = arguments;
        this.components = components;
        this.results = results;
    }

    /** Does it; returns whether all is well. */
    boolean run() throws IOException {
        if (arguments.operands.isEmpty()) {
            list();
            return true;
        }
        Path plugin = existing(arguments.operands.get(1));
        return arguments.operands.get(0).equals("check") ? check(plugin) : add(plugin);
    }

    private static Path existing(String name) {
        Path path = Failures.path(name).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new PesaDbException(ErrorCode.IO, name + " does not exist");
        }
        if (path.getFileName() == null
                || Files.isDirectory(path) && path.getFileName().toString().startsWith(".")) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    name + " is a folder that is no plugin: give it a name that begins with no dot");
        }
        return path;
    }

    private void list() throws IOException {
        results.begin(COMPONENT);
        long rows = 0;
        for (ComponentKind kind : ComponentKind.values()) {
            String standard = components.defaultName(kind).orElse(null);
            Iterator<String> names = components.names(kind).iterator(); // in the same order; nobody is asked again
            for (Component component : components.all(kind)) {
                String name = names.next();
                results.row(new Values(
                        kind.label(),
                        name,
                        (long) component.formatVersion(),
                        Components.module(component),
                        Components.jar(component),
                        name.equals(standard) ? 1L : 0L,
                        (long) Spi.VERSION, // that of another is not loaded
                        components.plugin(component).map(Path::toString).orElse(null)));
                rows++;
            }
        }
        done(rows);
    }

    private void done(long rows) throws IOException {
        results.ok(new Results.Done("PLUGINS", Results.Kind.ROWS, rows, 0, System.nanoTime() - begun));
    }

    private boolean check(Path plugin) throws IOException {
        Path folder = components.pluginFolders().get(0);
        Path target = folder.resolve(plugin.getFileName());
        PluginReport report = components.inspect(plugin, List.of(target));
        List<Values> findings = findings(report);
        if (report.faults().isEmpty() && Files.exists(target) && !Files.isSameFile(plugin, target)) {
            findings.add(new Values(
                    "installed",
                    target.getFileName().toString(),
                    sameContent(plugin, target)
                            ? "is the same as " + target
                            : "would replace " + target + "; pesadb plugins add --force does"));
        }
        results.begin(FINDING);
        for (Values finding : findings) {
            results.row(finding);
        }
        if (!report.faults().isEmpty()) {
            results.error(refusal(report, older(folder, report)));
            return false;
        }
        done(findings.size());
        return true;
    }

    private static PesaDbException refusal(PluginReport report, List<Path> older) {
        int count = report.faults().size();
        return new PesaDbException(
                report.faults().get(0).code(),
                report.plugin() + " could not be used: " + (count == 1 ? "1 fault" : count + " faults") + " found: "
                        + report.faults().get(0).text()
                        + (count == 1 ? "" : "; 'pesadb plugins check' lists all of them")
                        + (older.isEmpty()
                                ? ""
                                : "; 'pesadb plugins add --force' puts it in the place of " + listed(older)));
    }

    private static String listed(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }

    /**
     * The plugins of a folder in whose place another can come, such as the versions before it: they alone have what the other provides, and
     * have nothing else. Empty where there are none, one of them has something else, or something else is wrong.
     */
    private List<Path> older(Path folder, PluginReport report) {
        if (report.faults().isEmpty()
                || report.faults().stream().anyMatch(fault -> fault.code() != ErrorCode.DUPLICATE_COMPONENT)) {
            return List.of();
        }
        Set<String> provided =
                report.parts().stream().map(PluginReport.Part::label).collect(Collectors.toSet());
        List<Path> found = new ArrayList<>();
        for (Map.Entry<Path, Set<String>> there : inFolder(folder).entrySet()) {
            if (!there.getKey().equals(report.plugin())
                    && there.getValue().stream().anyMatch(provided::contains)) {
                if (!provided.containsAll(there.getValue())) {
                    return List.of();
                }
                found.add(there.getKey());
            }
        }
        return found;
    }

    /** The plugins of a folder, and what each provides: those in use, and those that keep one another from it. */
    private Map<Path, Set<String>> inFolder(Path folder) {
        Map<Path, Set<String>> found = new TreeMap<>();
        for (ComponentKind kind : ComponentKind.values()) {
            Iterator<String> names = components.names(kind).iterator();
            for (Component component : components.all(kind)) {
                String label = kind.label() + " '" + names.next() + "'";
                components
                        .plugin(component)
                        .ifPresent(plugin -> found.computeIfAbsent(plugin, first -> new TreeSet<>())
                                .add(label));
            }
        }
        for (PluginProblem problem : components.problems()) {
            found.computeIfAbsent(problem.plugin(), first -> new TreeSet<>()).addAll(problem.components());
        }
        found.keySet().removeIf(plugin -> !folder.equals(plugin.getParent()));
        return found;
    }

    private static List<Values> findings(PluginReport report) {
        List<Values> found = new ArrayList<>();
        found.add(new Values("plugin", report.plugin().getFileName().toString(), report.loading()));
        for (PluginReport.Jar jar : report.jars()) {
            String name = jar.path().getFileName().toString();
            found.add(new Values("jar", name, jar.module().isEmpty() ? "no module" : "module " + jar.module()));
            if (!jar.title().isEmpty()) {
                found.add(new Values("manifest", name, jar.title()));
            }
            found.add(new Values(
                    "manifest",
                    name,
                    Spi.ATTRIBUTE + ": " + (jar.spi().isEmpty() ? "not given, which means 1" : jar.spi())
                            + "; this program has " + Spi.VERSION));
        }
        for (PluginReport.Requirement required : report.requirements()) {
            String from = required.from().isEmpty()
                    ? required.optional() ? "not there, and need not be" : "MISSING"
                    : "there, of " + required.from();
            found.add(new Values("requires", required.required(), from + "; required by " + required.module()));
        }
        for (PluginReport.Part part : report.parts()) {
            found.add(new Values(part.kind().label(), part.name(), described(part)));
        }
        for (PluginReport.Refusal fault : report.faults()) {
            found.add(new Values("fault", fault.code().name(), fault.text()));
        }
        return found;
    }

    private static String described(PluginReport.Part part) {
        return "writes format version " + part.formatVersion()
                + (part.oldestFormatVersion() < part.formatVersion()
                        ? ", reads " + part.oldestFormatVersion() + " to " + part.formatVersion()
                        : "")
                + (part.kind() == ComponentKind.INDEX ? part.ordered() ? "; ordered" : "; not ordered" : "")
                + (part.settings().isEmpty() ? "" : "; settings " + settings(part))
                + "; class " + part.type();
    }

    private static String settings(PluginReport.Part part) {
        return part.settings().entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue())
                .collect(Collectors.joining(", "));
    }

    private boolean add(Path plugin) throws IOException {
        Path folder = components.pluginFolders().get(0);
        Path target = folder.resolve(plugin.getFileName());
        PluginReport report = components.inspect(plugin, List.of(target));
        List<Path> older = new ArrayList<>(older(folder, report));
        if (arguments.force && !older.isEmpty()) {
            older.remove(target);
            List<Path> replaced = new ArrayList<>(older);
            replaced.add(target);
            report = components.inspect(plugin, replaced); // there may be another one elsewhere
        }
        if (!report.faults().isEmpty()) {
            results.error(refusal(report, arguments.force ? List.of() : older));
            return false;
        }
        try {
            Files.createDirectories(folder);
            install(plugin, target, older);
        } catch (IOException failure) {
            throw Failures.of("install", target, failure);
        }
        if (arguments.format == Arguments.Format.TABLE) {
            for (PluginReport.Part part : report.parts()) {
                results.line(part.label() + " is in " + target);
            }
            if (!older.isEmpty()) {
                results.line("it took the place of " + listed(older));
            }
        }
        results.ok(new Results.Done("PLUGINS", Results.Kind.TEXT, 0, 0, System.nanoTime() - begun));
        return true;
    }

    /**
     * It appears under its name when it is complete, or not at all; what is there is given up for it only on request.
     *
     * @param older those of other names that it replaces
     */
    private void install(Path plugin, Path target, List<Path> older) throws IOException {
        boolean there = Files.exists(target) && (Files.isSameFile(plugin, target) || sameContent(plugin, target));
        if (!there && Files.exists(target) && !arguments.force) {
            throw new IOException("another plugin of that name is there; --force replaces it");
        }
        Path draft = hidden(target, "tmp");
        Map<Path, Path> aside = new LinkedHashMap<>();
        try {
            if (!there) {
                copy(plugin, draft);
            }
            try {
                for (Path old : older) {
                    moveAside(old, aside);
                }
                if (!there) {
                    if (Files.isDirectory(target) || Files.isDirectory(draft) && Files.exists(target)) {
                        moveAside(target, aside); // no folder is renamed over another
                    }
                    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException failure) {
                putBack(aside, failure);
                throw failure;
            }
        } finally {
            delete(draft);
        }
        for (Path old : aside.values()) {
            delete(old);
        }
    }

    /** What cannot be put back stays where it is, for people to find. */
    private static void putBack(Map<Path, Path> aside, IOException why) {
        aside.forEach((plugin, hidden) -> {
            try {
                Files.move(hidden, plugin, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                why.addSuppressed(failure);
            }
        });
    }

    private static void moveAside(Path plugin, Map<Path, Path> aside) throws IOException {
        Path hidden = hidden(plugin, "old");
        Files.move(plugin, hidden, StandardCopyOption.ATOMIC_MOVE);
        aside.put(plugin, hidden);
    }

    /** A name beside a plugin that is not looked at as one. */
    private static Path hidden(Path plugin, String why) {
        return plugin.resolveSibling(
                "." + plugin.getFileName() + "." + ProcessHandle.current().pid() + "." + why);
    }

    /** Copies a jar, or of a folder the files that stand directly in it. */
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            Files.copy(from, to);
            force(to);
            return;
        }
        Files.createDirectory(to);
        for (Path file : files(from)) {
            Path copy = to.resolve(file.getFileName());
            Files.copy(file, copy);
            force(copy);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            entries.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private static boolean sameContent(Path one, Path other) throws IOException {
        if (Files.isDirectory(one) != Files.isDirectory(other)) {
            return false;
        }
        if (!Files.isDirectory(one)) {
            return Files.mismatch(one, other) < 0;
        }
        List<Path> files = files(one);
        List<Path> others = files(other);
        boolean same = files.size() == others.size();
        for (int i = 0; same && i < files.size(); i++) {
            same = files.get(i).getFileName().equals(others.get(i).getFileName())
                    && Files.mismatch(files.get(i), others.get(i)) < 0;
        }
        return same;
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(path);
    }
}
