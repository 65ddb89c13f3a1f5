package org.pesadb.api.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Experimental;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Stable;
import org.pesadb.api.internal.ComponentFacts;
import org.pesadb.api.internal.PluginLoader;
import org.pesadb.api.internal.PluginSet;
import org.pesadb.api.internal.Thrown;

/**
 * The registry of replaceable parts, by kind and name. Immutable; threads share it.
 *
 * <p>Two parts of one kind and one name are refused, whoever comes first: the order of a module path must not choose what
 * reads somebody's data.
 *
 * <p>Parts come from the module path and the class path ({@link #installed}), from plugin folders ({@link #withPlugins}), or from the program
 * itself ({@link #with}). A plugin has classes of its own, which can be unloaded, and its jars closed, once nothing refers to the
 * registry any more, and to what its components have made. Loading a folder twice loads its classes twice.
 */
@Stable(since = 1)
public final class Components {
    private static final int MOST_EXPLANATIONS = 3;

    private static volatile Components installed;

    private final Map<ComponentKind, TreeMap<String, Component>> byKind = new EnumMap<>(ComponentKind.class);
    private final EngineProvider engine;
    /** What each component said of itself when it was asked, once. Components may be equal to one another: by identity. */
    private final Map<Component, ComponentFacts> facts = new IdentityHashMap<>();
    /** Where each component of a plugin comes from; by identity too. */
    private final Map<Component, Path> plugins;

    private final List<Path> folders;
    private final List<PluginProblem> problems;

    private Components(List<? extends Component> components, EngineProvider engine) {
        this(components, Map.of(), engine, new IdentityHashMap<>(), List.of(), List.of());
    }

    private Components(
            List<? extends Component> components,
            Map<Component, ComponentFacts> known,
            EngineProvider engine,
            Map<Component, Path> plugins,
            List<Path> folders,
            List<PluginProblem> problems) {
        this.engine = engine;
        this.plugins = plugins;
        this.folders = List.copyOf(folders);
        this.problems = List.copyOf(problems);
        facts.putAll(known);
        for (ComponentKind kind : ComponentKind.values()) {
            byKind.put(kind, new TreeMap<>());
        }
        components.forEach(this::add);
    }

    /**
     * What {@link ServiceLoader} finds on the module path and the class path, as this module's class loader sees it; loaded
     * once.
     *
     * @return the registry
     * @throws PesaDbException DUPLICATE_COMPONENT, BAD_PLUGIN
     */
    public static Components installed() {
        Components loaded = installed;
        if (loaded == null) {
            // Two threads may load at once, to the same effect. Not in a static initialiser: it fails but once with its
            // reason.
            loaded = load();
            installed = loaded;
        }
        return loaded;
    }

    private static Components load() {
        List<Component> found = new ArrayList<>();
        // One call for each kind, with the class written out: ServiceLoader checks this module's `uses`.
        addAll(found, LogProvider.class, ServiceLoader.load(LogProvider.class));
        addAll(found, PagerProvider.class, ServiceLoader.load(PagerProvider.class));
        addAll(found, RowCodec.class, ServiceLoader.load(RowCodec.class));
        addAll(found, IndexProvider.class, ServiceLoader.load(IndexProvider.class));
        addAll(found, JoinStrategy.class, ServiceLoader.load(JoinStrategy.class));
        List<EngineProvider> engines = new ArrayList<>();
        addAll(engines, EngineProvider.class, ServiceLoader.load(EngineProvider.class));
        return new Components(found, engines.isEmpty() ? null : engines.get(0));
    }

    private static <S> void addAll(List<? super S> found, Class<S> type, ServiceLoader<S> loader) {
        try {
            loader.forEach(found::add);
        } catch (Throwable failed) { // ServiceLoader wraps what a constructor throws, but no Error
            Throwable reason = Thrown.reason(failed);
            // The error's own message names the provider's class, or the file that names it.
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    "a provider of " + type.getSimpleName() + " cannot be loaded: "
                            + (reason == failed
                                    ? Thrown.words(failed)
                                    : Thrown.message(failed) + ": " + Thrown.words(reason))
                            + "; remove its jar or repair it",
                    failed);
        }
    }

    /**
     * A registry of given parts, for tests and for programs that wire by themselves.
     *
     * @param engine     the engine
     * @param components the parts, of any kind and number
     * @return the registry
     * @throws PesaDbException DUPLICATE_COMPONENT, BAD_PLUGIN
     */
    public static Components of(EngineProvider engine, List<? extends Component> components) {
        return new Components(components, engine);
    }

    /**
     * This registry with more parts, which count as installed.
     *
     * @param more the parts
     * @return a new registry
     * @throws PesaDbException DUPLICATE_COMPONENT, BAD_PLUGIN
     */
    public Components with(List<? extends Component> more) {
        List<Component> all = all();
        all.addAll(more);
        return new Components(all, facts, engine, plugins, folders, problems);
    }

    private List<Component> all() {
        List<Component> all = new ArrayList<>();
        byKind.values().forEach(named -> all.addAll(named.values()));
        return all;
    }

    /**
     * This registry with the plugins of folders: every {@code *.jar} in them, and every folder in them that holds one. The README of
     * pesadb-api says what a plugin is and what is asked of it. One that cannot be used becomes one of the {@link #problems()}; the others
     * are loaded.
     *
     * @param plugins the plugin folders, in the order in which people are told of them; else the order means nothing
     * @return a new registry, of which each call loads the plugins anew
     * @throws PesaDbException IO where one of the folders is not there, or is no folder
     */
    public Components withPlugins(List<Path> plugins) {
        return plugged(plugins, true);
    }

    /**
     * As {@link #withPlugins}, of folders that need not be there: nothing is in those that are not.
     *
     * @param plugins the plugin folders
     * @return a new registry
     */
    public Components withPluginsIfThere(List<Path> plugins) {
        return plugged(plugins, false);
    }

    private Components plugged(List<Path> more, boolean must) {
        PluginSet.Chosen chosen = pluginSet().choose(more, must);
        List<Component> all = all();
        Map<Component, ComponentFacts> told = new IdentityHashMap<>(facts);
        Map<Component, Path> origins = new IdentityHashMap<>(plugins);
        for (PluginLoader.Loaded plugin : chosen.plugins()) {
            all.addAll(plugin.components().keySet());
            told.putAll(plugin.components());
            plugin.components()
                    .keySet()
                    .forEach(component -> origins.put(component, plugin.report().plugin()));
        }
        List<PluginProblem> found = new ArrayList<>(problems);
        found.addAll(chosen.problems());
        List<Path> everywhere = new ArrayList<>(folders);
        more.forEach(folder -> everywhere.add(folder.toAbsolutePath().normalize()));
        return new Components(all, told, engine, origins, everywhere, found);
    }

    private PluginSet pluginSet() {
        return new PluginSet((kind, name) -> byKind.get(kind).get(name), plugins::get, problems);
    }

    /**
     * Tells everything of one plugin, wherever it is, without using it: its jars are read to the last byte, its classes loaded, its components
     * made, and what of them is here already is told. Its code runs.
     *
     * @param plugin   a jar, or a folder with the jars of one plugin
     * @param replaced the plugins of folders of this registry in whose place it is to come: their names are free
     * @return what can be told
     */
    @Experimental("what else an author may want to be told")
    public PluginReport inspect(Path plugin, Collection<Path> replaced) {
        return pluginSet().inspect(plugin, replaced);
    }

    /**
     * The plugin folders in use, whether they are there or not.
     *
     * @return in the order in which they were given; absolute
     */
    public List<Path> pluginFolders() {
        return folders;
    }

    /**
     * The plugins that could not be used.
     *
     * @return why, in the order of their folders and names; empty where all is well
     */
    public List<PluginProblem> problems() {
        return problems;
    }

    /**
     * The plugin that a component comes from.
     *
     * @param component a component of this registry
     * @return its jar or folder, or empty where it does not come from a plugin folder
     */
    public Optional<Path> plugin(Component component) {
        return Optional.ofNullable(plugins.get(component));
    }

    private void add(Component component) {
        ComponentKind kind = kindOf(component);
        ComponentFacts said = facts.get(component);
        if (said == null) {
            said = ComponentFacts.of(component, kind.label(), origin(component));
            facts.put(component, said);
        }
        String name = said.name();
        Component other = byKind.get(kind).putIfAbsent(name, component);
        if (other != null) {
            throw new PesaDbException(
                    ErrorCode.DUPLICATE_COMPONENT,
                    "two components of kind " + kind.label() + " are named '" + name + "': " + origin(other) + " and "
                            + origin(component) + "; remove one of them");
        }
    }

    /**
     * The kind of a component.
     *
     * @param component which
     * @return the kind whose interface it implements
     * @throws PesaDbException BAD_PLUGIN where it implements none
     */
    public static ComponentKind kindOf(Component component) {
        if (component instanceof LogProvider) {
            return ComponentKind.LOG;
        } else if (component instanceof PagerProvider) {
            return ComponentKind.PAGER;
        } else if (component instanceof RowCodec) {
            return ComponentKind.CODEC;
        } else if (component instanceof IndexProvider) {
            return ComponentKind.INDEX;
        } else if (component instanceof JoinStrategy) {
            return ComponentKind.JOIN;
        }
        throw new PesaDbException(
                ErrorCode.BAD_PLUGIN, component.getClass().getName() + " is a component of no known kind");
    }

    /**
     * Names a registered component and where it comes from, for people.
     *
     * @param component which
     * @return such as {@code index 'radix' of my.parts in /opt/parts.jar}
     */
    public static String describe(Component component) {
        String name;
        try {
            name = "'" + component.name() + "'";
        } catch (Throwable thrown) { // it may be described because it throws
            name = "whose name throws " + thrown.getClass().getName() + ",";
        }
        return kindOf(component).label() + " " + name + " of " + origin(component);
    }

    /**
     * Where a component comes from, for people.
     *
     * @param component which
     * @return module, or class, and jar
     */
    public static String origin(Component component) {
        String from = jar(component);
        return module(component) + (from.isEmpty() ? "" : " in " + from);
    }

    /**
     * The module that a component comes from.
     *
     * @param component which
     * @return its name, or the class's where it is in no named module
     */
    public static String module(Component component) {
        Module module = component.getClass().getModule();
        return module.isNamed() ? module.getName() : component.getClass().getName();
    }

    /**
     * The jar or folder that a component comes from.
     *
     * @param component which
     * @return a path or address, or "" where unknown
     */
    public static String jar(Component component) {
        var source = component.getClass().getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "";
        }
        try {
            URI location = source.getLocation().toURI();
            return "file".equals(location.getScheme()) ? Path.of(location).toString() : location.toString();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException noPath) {
            return source.getLocation()
                    .toString(); // some class loaders give addresses that are none; people can read them
        }
    }

    /**
     * The engine.
     *
     * @return never null
     * @throws PesaDbException NO_SUCH_COMPONENT where none is there
     */
    public EngineProvider engine() {
        if (engine == null) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COMPONENT, "no engine is there; put pesadb-storage on the module path");
        }
        return engine;
    }

    /**
     * The names of a kind.
     *
     * @param kind which
     * @return in order
     */
    public List<String> names(ComponentKind kind) {
        return List.copyOf(byKind.get(kind).keySet());
    }

    /**
     * The components of a kind.
     *
     * @param kind which
     * @return in order of their names
     */
    public List<Component> all(ComponentKind kind) {
        return List.copyOf(byKind.get(kind).values());
    }

    /**
     * The component that new data of a kind is made with.
     *
     * @param <T>  the kind's type
     * @param kind the kind
     * @param type the kind's type
     * @param name the one asked for, or null for the {@linkplain #defaultName default}
     * @return the component
     * @throws PesaDbException NO_SUCH_COMPONENT with the names that are there
     */
    public <T extends Component> T choose(ComponentKind kind, Class<T> type, String name) {
        Map<String, Component> named = byKind.get(kind);
        Component found = named.get(name != null ? name : defaultName(kind).orElse(""));
        if (found == null) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COMPONENT,
                    "no " + kind.label() + (name != null ? " '" + name + "'" : " that is the default") + "; available: "
                            + (named.isEmpty() ? "none" : String.join(", ", named.keySet()))
                            + (name != null ? explanation(kind, name) : ""));
        }
        return type.cast(found);
    }

    /**
     * The name of the default of a kind: of those that are installed the one that {@linkplain Component#standard() offers itself}, or the only
     * one; where none is installed, the only one of the plugins. So a jar in a plugin folder never changes what others write.
     *
     * @param kind which
     * @return a name, or empty where none is the default
     */
    public Optional<String> defaultName(ComponentKind kind) {
        Map<String, Component> named = byKind.get(kind);
        List<Component> installedOnes = named.values().stream()
                .filter(component -> !plugins.containsKey(component))
                .toList();
        List<String> standard = installedOnes.stream()
                .map(facts::get)
                .filter(ComponentFacts::standard)
                .map(ComponentFacts::name)
                .toList();
        List<String> offered = !standard.isEmpty()
                ? standard
                : installedOnes.isEmpty()
                        ? List.copyOf(named.keySet())
                        : installedOnes.stream()
                                .map(component -> facts.get(component).name())
                                .toList();
        return offered.size() == 1 ? Optional.of(offered.get(0)) : Optional.empty();
    }

    /**
     * Finds fault with settings that no part knows.
     *
     * @param settings values by the names of components, a dot, and the names of what can be set
     * @throws PesaDbException NO_SUCH_COMPONENT with what can be set
     */
    public void checkSettings(Map<String, String> settings) {
        Set<String> known = new TreeSet<>();
        byKind.values()
                .forEach(named -> named.forEach((name, component) ->
                        facts.get(component).settings().keySet().forEach(setting -> known.add(name + "." + setting))));
        for (String setting : settings.keySet()) {
            if (!known.contains(setting)) {
                throw new PesaDbException(
                        ErrorCode.NO_SUCH_COMPONENT,
                        "nothing here can be set by the name '" + setting + "'; what can: "
                                + (known.isEmpty() ? "nothing" : String.join(", ", known)));
            }
        }
    }

    /**
     * What is set for one component.
     *
     * @param component which
     * @param settings  for all of them
     * @return its own, without its name
     */
    public static Map<String, String> settingsOf(Component component, Map<String, String> settings) {
        String prefix = component.name() + ".";
        Map<String, String> own = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        return own;
    }

    /**
     * The component that existing data was written with.
     *
     * @param <T>           the kind's type
     * @param kind          the kind
     * @param type          the kind's type
     * @param name          its name, from the database
     * @param formatVersion its format version, from the database
     * @param neededBy      what needs it, for people
     * @return the component
     * @throws MissingComponentException where it is not there
     * @throws PesaDbException           FORMAT_TOO_NEW or FORMAT_TOO_OLD where it is there and does not read that version
     */
    public <T extends Component> T require(
            ComponentKind kind, Class<T> type, String name, int formatVersion, String neededBy) {
        Component found = byKind.get(kind).get(name);
        if (found == null) {
            throw new MissingComponentException(
                    kind.label(), name, formatVersion, neededBy, names(kind), where() + explanation(kind, name));
        }
        ComponentFacts reads = facts.get(found);
        if (formatVersion > reads.formatVersion() || formatVersion < reads.oldestFormatVersion()) {
            boolean newer = formatVersion > reads.formatVersion();
            throw new PesaDbException(
                    newer ? ErrorCode.FORMAT_TOO_NEW : ErrorCode.FORMAT_TOO_OLD,
                    kind.label() + " '" + name + "' is recorded in format version " + formatVersion + "; needed by "
                            + neededBy
                            + "; the one in " + origin(found) + " reads "
                            + (reads.oldestFormatVersion() == reads.formatVersion()
                                    ? "version " + reads.formatVersion()
                                    : "versions " + reads.oldestFormatVersion() + " to " + reads.formatVersion())
                            + "; use " + (newer ? "a newer" : "an older") + " version of it");
        }
        return type.cast(found);
    }

    private String where() {
        return folders.isEmpty()
                ? "put the jar that provides it on the module path, or name a plugin folder that has it"
                : "put the jar that provides it into the plugin folder "
                        + folders.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    /** The problems that may be why a component is not there: those of plugins that would have brought it, or of which nobody can tell. */
    private String explanation(ComponentKind kind, String name) {
        String label = kind.label() + " '" + name + "'";
        return problems.stream()
                .filter(problem ->
                        problem.components().isEmpty() || problem.components().contains(label))
                .sorted(Comparator.comparing(problem -> problem.components().isEmpty())) // those that are known first
                .limit(MOST_EXPLANATIONS)
                .map(problem -> "; " + problem.message())
                .collect(Collectors.joining());
    }
}
