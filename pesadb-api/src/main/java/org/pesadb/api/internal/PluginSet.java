package org.pesadb.api.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.PluginProblem;
import org.pesadb.api.spi.PluginReport;

/**
 * Chooses the plugins that a registry can take: each is used whole or not at all, and none where a component of it is in the registry, or in
 * another plugin, too.
 *
 * <pre>
 *   folders ─► plugins ─► loaded ─┬─► no fault, no name taken: its components, each with where it comes from
 *                                 └─► else: let go of, and a problem
 * </pre>
 */
public final class PluginSet {
    private final BiFunction<ComponentKind, String, Component> components;
    private final Function<Component, Path> origins;
    private final List<PluginProblem> before;

    /**
     * A set of plugins for a registry.
     *
     * @param components the registry's component of a kind and name, or null
     * @param origins    the plugin that a component of the registry comes from, or null
     * @param before     the plugins that the registry could not use: their names are taken too
     */
    public PluginSet(
            BiFunction<ComponentKind, String, Component> components,
            Function<Component, Path> origins,
            List<PluginProblem> before) {
        this.components = components;
        this.origins = origins;
        this.before = before;
    }

    /**
     * What comes of some folders.
     *
     * @param plugins  those that can be used, in the order of the folders and of their names
     * @param problems why others cannot be, in the same order
     */
    public record Chosen(List<PluginLoader.Loaded> plugins, List<PluginProblem> problems) {}

    /**
     * Loads the plugins of folders. No class is loaded before every folder was found.
     *
     * @param folders the folders
     * @param must    whether they have to be there
     * @return what can be used of them
     * @throws PesaDbException IO where one has to be there and is not, or is no folder
     */
    public Chosen choose(List<Path> folders, boolean must) {
        Set<Path> seen = new HashSet<>();
        List<PluginProblem> problems = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        for (Path folder : folders) {
            paths.addAll(PluginFolder.plugins(folder, must, seen, problems));
        }
        List<PluginLoader.Loaded> loaded =
                paths.stream().map(path -> PluginLoader.load(path, false)).toList();
        List<PluginLoader.Loaded> usable = new ArrayList<>();
        for (PluginLoader.Loaded plugin : loaded) {
            List<PluginReport.Refusal> faults = new ArrayList<>(plugin.report().faults());
            if (faults.isEmpty()) {
                faults.addAll(duplicates(plugin.report(), loaded, List.of()));
            }
            if (faults.isEmpty()) {
                usable.add(plugin);
            } else {
                plugin.discard();
                problems.add(problem(plugin.report(), faults));
            }
        }
        return new Chosen(usable, problems);
    }

    /**
     * Tells everything of one plugin: see {@link Components#inspect}.
     *
     * @param plugin   a jar, or a folder with the jars of one plugin
     * @param replaced the plugins in whose place it is to come
     * @return what can be told
     */
    public PluginReport inspect(Path plugin, Collection<Path> replaced) {
        PluginLoader.Loaded loaded = PluginLoader.load(plugin.toAbsolutePath().normalize(), true);
        PluginReport report = loaded.report();
        loaded.discard();
        List<PluginReport.Refusal> faults = new ArrayList<>(report.faults());
        faults.addAll(duplicates(report, List.of(), replaced));
        return new PluginReport(
                report.plugin(), report.jars(), report.loading(), report.requirements(), report.parts(), faults);
    }

    /** What of a plugin is there already, or comes from other plugins too. */
    private List<PluginReport.Refusal> duplicates(
            PluginReport plugin, List<PluginLoader.Loaded> beside, Collection<Path> replaced) {
        List<PluginReport.Refusal> faults = new ArrayList<>();
        for (PluginReport.Part part : plugin.parts()) {
            Component there = components.apply(part.kind(), part.name());
            Path from = origins.apply(there);
            Set<String> others = new TreeSet<>();
            if (there != null && (from == null || !isOneOf(from, plugin.plugin(), replaced))) {
                others.add(from == null ? Components.origin(there) : from.toString());
            }
            beside.stream()
                    .map(PluginLoader.Loaded::report)
                    .filter(other -> other != plugin && other.faults().isEmpty())
                    .filter(other ->
                            other.parts().stream().anyMatch(its -> its.label().equals(part.label())))
                    .forEach(other -> others.add(other.plugin().toString()));
            before.stream()
                    .filter(other -> other.components().contains(part.label()))
                    .filter(other -> !isOneOf(other.plugin(), plugin.plugin(), replaced))
                    .forEach(other -> others.add(other.plugin().toString()));
            if (!others.isEmpty()) {
                faults.add(new PluginReport.Refusal(
                        ErrorCode.DUPLICATE_COMPONENT,
                        "it provides " + part.label() + ", and so does " + String.join(", ", others)
                                + "; remove one of them"));
            }
        }
        return faults;
    }

    private static boolean isOneOf(Path path, Path one, Collection<Path> others) {
        return PluginFolder.same(path, one) || others.stream().anyMatch(other -> PluginFolder.same(path, other));
    }

    private static PluginProblem problem(PluginReport plugin, List<PluginReport.Refusal> faults) {
        boolean whole = plugin.faults().isEmpty();
        return new PluginProblem(
                plugin.plugin(),
                faults.get(0).code(),
                plugin.plugin() + " could not be used: "
                        + faults.stream().map(PluginReport.Refusal::text).collect(Collectors.joining("; also, "))
                        + (plugin.parts().size() > (whole ? 1 : 0) ? "; so nothing of it is used" : ""),
                whole ? plugin.parts().stream().map(PluginReport.Part::label).toList() : List.of());
    }
}
