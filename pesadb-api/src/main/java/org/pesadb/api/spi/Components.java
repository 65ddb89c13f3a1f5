package org.pesadb.api.spi;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Stable;

/**
 * The registry of replaceable parts, by kind and name. Immutable; threads share it.
 *
 * <p>Two parts of one kind and one name are refused, whoever comes first: the order of a module path must not choose what
 * reads somebody's data.
 */
@Stable(since = 1)
public final class Components {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private static volatile Components installed;

    private final Map<ComponentKind, TreeMap<String, Component>> byKind = new EnumMap<>(ComponentKind.class);
    private final EngineProvider engine;

    private Components(List<? extends Component> components, EngineProvider engine) {
        this.engine = engine;
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
        } catch (ServiceConfigurationError | LinkageError failed) {
            Throwable reason = failed.getCause() == null ? failed : failed.getCause();
            // The error's own message names the provider's class, or the file that names it.
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    "a provider of " + type.getSimpleName() + " cannot be loaded: " + failed.getMessage()
                            + (reason == failed ? "" : ": " + reason) + "; remove its jar or repair it",
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
     * This registry with more parts.
     *
     * @param more the parts
     * @return a new registry
     * @throws PesaDbException DUPLICATE_COMPONENT, BAD_PLUGIN
     */
    public Components with(List<? extends Component> more) {
        List<Component> all = new ArrayList<>();
        byKind.values().forEach(named -> all.addAll(named.values()));
        all.addAll(more);
        return new Components(all, engine);
    }

    private void add(Component component) {
        ComponentKind kind = kindOf(component);
        String name = checkedName(kind, component);
        Component other = byKind.get(kind).putIfAbsent(name, component);
        if (other != null) {
            throw new PesaDbException(
                    ErrorCode.DUPLICATE_COMPONENT,
                    "two components of kind " + kind.label() + " are named '" + name + "': " + origin(other) + " and "
                            + origin(component) + "; remove one of them");
        }
    }

    private static String checkedName(ComponentKind kind, Component component) {
        String name;
        int version;
        int oldest;
        try {
            name = component.name();
            version = component.formatVersion();
            oldest = component.oldestFormatVersion();
        } catch (RuntimeException | LinkageError thrown) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    kind.label() + " " + component.getClass().getName() + " of " + origin(component)
                            + " does not tell its name and format version: " + thrown + "; remove it or repair it",
                    thrown);
        }
        if (name == null || !NAME.matcher(name).matches() || oldest < 1 || oldest > version) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    kind.label() + " '" + name + "' in format versions " + oldest + " to " + version + " of "
                            + origin(component)
                            + " needs a name that begins with a-z and goes on with a-z, 0-9 and -, 64 at most,"
                            + " and format versions from 1 up; remove it or repair it");
        }
        return name;
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
        return kindOf(component).label() + " '" + component.name() + "' of " + origin(component);
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
        var location = source.getLocation();
        return "file".equals(location.getProtocol()) ? location.getPath() : location.toString();
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
     * @param name the one asked for, or null for the default: the one that {@linkplain Component#standard() offers itself}, or
     *     the only one there is
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
                            + (named.isEmpty() ? "none" : String.join(", ", named.keySet())));
        }
        return type.cast(found);
    }

    /**
     * The name of the default of a kind.
     *
     * @param kind which
     * @return a name, or empty where none is the default
     */
    public Optional<String> defaultName(ComponentKind kind) {
        Map<String, Component> named = byKind.get(kind);
        List<String> standard = named.values().stream()
                .filter(Component::standard)
                .map(Component::name)
                .toList();
        List<String> offered = standard.isEmpty() ? List.copyOf(named.keySet()) : standard;
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
                        component.settings().keySet().forEach(setting -> known.add(name + "." + setting))));
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
            throw new MissingComponentException(kind.label(), name, formatVersion, neededBy, names(kind));
        }
        if (formatVersion > found.formatVersion() || formatVersion < found.oldestFormatVersion()) {
            boolean newer = formatVersion > found.formatVersion();
            throw new PesaDbException(
                    newer ? ErrorCode.FORMAT_TOO_NEW : ErrorCode.FORMAT_TOO_OLD,
                    neededBy + " was written by " + kind.label() + " '" + name + "' in format version " + formatVersion
                            + "; the one in " + origin(found) + " reads "
                            + (found.oldestFormatVersion() == found.formatVersion()
                                    ? "version " + found.formatVersion()
                                    : "versions " + found.oldestFormatVersion() + " to " + found.formatVersion())
                            + "; use " + (newer ? "a newer" : "an older") + " version of it");
        }
        return type.cast(found);
    }
}
