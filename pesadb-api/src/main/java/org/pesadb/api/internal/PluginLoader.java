package org.pesadb.api.internal;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.PluginReport;
import org.pesadb.api.spi.Spi;

/**
 * Loads one plugin: the jars that belong together, apart from those of all others.
 *
 * <pre>
 *   a jar that is a module provides a part    a module layer over that of the program, with one class loader; jars beside it that are no
 *                                             modules are automatic ones there
 *   a jar for the class path provides one     a class loader over that of the program; module-infos beside it mean nothing
 *   the program itself is on the class path   the same for every plugin; what a module-info provides is provided there too
 * </pre>
 *
 * <p>Whatever a plugin throws is its fault and is put into words. What it runs meanwhile (constructors, static initialisers, its name) is
 * its own code in this process: it is trusted to come back.
 */
public final class PluginLoader {
    private final Path plugin;
    private final List<PluginJar> jars = new ArrayList<>();
    private final List<PluginReport.Refusal> faults = new ArrayList<>();
    private final List<PluginReport.Requirement> requirements = new ArrayList<>();
    private final List<PluginReport.Part> parts = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();
    private String loading = "";
    private PluginClassLoader loader;

    private PluginLoader(Path plugin) {
        this.plugin = plugin;
    }

    /**
     * A plugin as it was loaded, or not.
     *
     * @param report     what can be told of it; what else has its names is not judged here
     * @param components what it provides; complete only where the report names no fault
     * @param loader     its class loader, or null where it has a layer
     */
    public record Loaded(PluginReport report, List<Component> components, AutoCloseable loader) {
        /** Lets go of one that is not used. A layer is let go of with the last reference to it. */
        public void discard() {
            if (loader != null) {
                try {
                    loader.close();
                } catch (Exception failed) {
                    throw new PesaDbException(
                            ErrorCode.IO, "could not close " + report.plugin() + ": " + failed.getMessage(), failed);
                }
            }
        }
    }

    /**
     * Loads a plugin.
     *
     * @param plugin   its jar, or the folder with its jars; absolute
     * @param thorough whether to read every entry of the jars first
     * @return what came of it
     */
    public static Loaded load(Path plugin, boolean thorough) {
        PluginLoader work = new PluginLoader(plugin);
        work.read(thorough);
        if (work.faults.isEmpty()) {
            work.load();
        }
        PluginReport report = new PluginReport(
                plugin,
                work.jars.stream().map(PluginJar::report).toList(),
                work.loading,
                work.requirements,
                work.parts,
                work.faults);
        return new Loaded(report, List.copyOf(work.components), work.loader);
    }

    private void bad(String text) {
        faults.add(new PluginReport.Refusal(ErrorCode.BAD_PLUGIN, text));
    }

    private void read(boolean thorough) {
        List<Path> paths;
        try {
            paths = PluginFolder.jars(plugin);
        } catch (IOException failed) {
            faults.add(new PluginReport.Refusal(
                    ErrorCode.IO, "it cannot be read (" + failed.getClass().getSimpleName() + "); look at its rights"));
            return;
        }
        for (Path path : paths) {
            String subject = path.equals(plugin) ? "it" : path.getFileName().toString();
            jars.add(PluginJar.read(path, subject, thorough, faults));
        }
        Map<String, PluginJar> named = new HashMap<>();
        for (PluginJar jar : jars) {
            PluginJar other = jar.module == null ? null : named.putIfAbsent(jar.module.name(), jar);
            if (other != null) {
                bad(other.path.getFileName() + " and " + jar.path.getFileName() + " are both module "
                        + jar.module.name() + "; take one out");
            }
        }
        if (faults.isEmpty() && jars.stream().allMatch(jar -> jar.provides.isEmpty())) {
            bad(paths.isEmpty() ? "there is no jar in it" : nothingProvided());
        }
    }

    private String nothingProvided() {
        return jars.stream().anyMatch(jar -> jar.module != null)
                ? "it provides no log, pager, codec, index or join; say so in its module-info: provides"
                        + " org.pesadb.api.spi.IndexProvider with ..."
                : "it provides no log, pager, codec, index or join; name the class in a module-info, or in a file such as"
                        + " META-INF/services/org.pesadb.api.spi.IndexProvider";
    }

    private void load() {
        ModuleLayer program = Spi.class.getModule().getLayer();
        boolean modular = jars.stream().anyMatch(jar -> jar.module != null && !jar.provides.isEmpty());
        try {
            if (program != null && modular) {
                loading = "in a module layer of its own";
                layer(program);
            } else {
                loading = "in a class loader of its own";
                classLoader();
            }
        } catch (FindException | ResolutionException | LayerInstantiationException unresolved) {
            bad("its modules do not fit together: " + Thrown.message(unresolved));
        } catch (IOException | RuntimeException | LinkageError failed) {
            bad("it cannot be loaded: " + Thrown.words(failed));
        }
    }

    private void layer(ModuleLayer program) {
        ModuleFinder finder = ModuleFinder.of(jars.stream().map(jar -> jar.path).toArray(Path[]::new));
        Set<String> roots = new TreeSet<>();
        for (ModuleReference module : finder.findAll()) {
            if (module.descriptor().provides().stream()
                    .anyMatch(service -> PluginKinds.of(service.service()) != null)) {
                roots.add(module.descriptor().name());
            }
        }
        require(finder, program, roots);
        if (!faults.isEmpty()) {
            return;
        }
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(
                program.configuration().resolveAndBind(finder, ModuleFinder.of(), roots),
                List.of(program),
                Spi.class.getClassLoader());
        export(controller.layer());
        for (String root : roots) {
            Module module = controller.layer().findModule(root).orElseThrow();
            for (ModuleDescriptor.Provides provided : module.getDescriptor().provides()) {
                ComponentKind kind = PluginKinds.of(provided.service());
                if (kind != null) {
                    for (String name : provided.providers()) {
                        controller.addExports(
                                module, name.substring(0, Math.max(0, name.lastIndexOf('.'))), Spi.class.getModule());
                        make(kind, name, true, () -> Class.forName(module, name));
                    }
                }
            }
        }
    }

    /** What we export to some modules only, Java exports to those of the program's own layer. Ours may stand in a plugin folder as well. */
    private static void export(ModuleLayer layer) {
        Module own = Spi.class.getModule();
        if (!own.isNamed()) {
            return;
        }
        for (ModuleDescriptor.Exports exported : own.getDescriptor().exports()) {
            for (String target : exported.targets()) {
                layer.modules().stream()
                        .filter(module -> module.getName().equals(target))
                        .forEach(module -> own.addExports(exported.source(), module));
            }
        }
    }

    /** Notes what the modules require, and in plain words what of it is missing; Java would stop at the first. */
    private void require(ModuleFinder finder, ModuleLayer program, Set<String> roots) {
        Deque<String> open = new ArrayDeque<>(roots);
        Set<String> seen = new TreeSet<>(roots);
        while (!open.isEmpty()) {
            String name = open.remove();
            ModuleDescriptor module = finder.find(name).orElseThrow().descriptor();
            for (ModuleDescriptor.Requires required : new TreeSet<>(module.requires())) {
                boolean optional = required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
                boolean own = finder.find(required.name()).isPresent();
                boolean there = own || program.findModule(required.name()).isPresent();
                requirements.add(new PluginReport.Requirement(
                        name, required.name(), own ? "the plugin" : there ? "the program" : "", optional));
                if (own && seen.add(required.name())) {
                    open.add(required.name());
                } else if (!there && !optional) {
                    missing(name, required.name());
                }
            }
        }
    }

    private void missing(String module, String required) {
        boolean system = ModuleFinder.ofSystem().find(required).isPresent();
        bad("module " + module + " needs module " + required
                + (system
                        ? ", which this Java has but did not load; start it with --add-modules " + required
                        : ", which is not there; put its jar and this one together into a folder of their own"));
    }

    private void classLoader() throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            // An exclamation mark would end the jar's name in the addresses of what is in it.
            urls[i] = URI.create(jars.get(i).path.toUri().toASCIIString().replace("!", "%21"))
                    .toURL();
        }
        loader = new PluginClassLoader("plugin " + plugin.getFileName(), urls, Spi.class.getClassLoader());
        for (PluginJar jar : jars) {
            boolean module = jar.module != null;
            jar.provides.forEach((kind, names) ->
                    names.forEach(name -> make(kind, name, module, () -> Class.forName(name, false, loader))));
        }
    }

    private interface ClassSource {
        Class<?> get() throws ClassNotFoundException;
    }

    /** Makes a component, as {@link java.util.ServiceLoader} would; says more of what is wrong. */
    private void make(ComponentKind kind, String name, boolean module, ClassSource source) {
        Class<? extends Component> service = PluginKinds.SERVICES.get(kind);
        try {
            Class<?> type = source.get();
            if (type == null) {
                throw new ClassNotFoundException(name);
            }
            Method maker = module ? maker(type) : null;
            Object made = maker != null
                    ? maker.invoke(null)
                    : constructor(type, service).newInstance();
            if (!service.isInstance(made)) {
                bad("provider() of " + name + " gives "
                        + (made == null ? "null" : "a " + made.getClass().getName()) + ", not a "
                        + service.getSimpleName());
                return;
            }
            accept(kind, (Component) made);
        } catch (ClassNotFoundException missing) {
            bad("class " + name + ", which it names as " + service.getSimpleName()
                    + ", is not in it, or cannot be read; build it again");
        } catch (InvocationTargetException thrown) {
            bad("class " + name + " could not be made: its constructor or provider() throws "
                    + Thrown.words(thrown.getCause()));
        } catch (ExceptionInInitializerError thrown) {
            bad("class " + name + " could not be made: its static initialiser throws "
                    + Thrown.words(thrown.getCause()));
        } catch (PesaDbException refused) {
            bad(refused.getMessage());
        } catch (Throwable thrown) { // even one that no Java compiler lets it throw
            bad("class " + name + " could not be made: " + Thrown.words(thrown));
        }
    }

    /** Its {@code public static provider()}, which a class that a module provides may have; else null. */
    private static Method maker(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("provider")
                    && method.getParameterCount() == 0
                    && Modifier.isStatic(method.getModifiers())
                    && Modifier.isPublic(method.getModifiers())) {
                return method;
            }
        }
        return null;
    }

    private static Constructor<?> constructor(Class<?> type, Class<?> service) {
        if (!service.isAssignableFrom(type)) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    "class " + type.getName() + " does not implement " + service.getName() + "; it is provided as one");
        }
        try {
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                throw new NoSuchMethodException();
            }
            return type.getConstructor();
        } catch (NoSuchMethodException none) {
            throw new PesaDbException(
                    ErrorCode.BAD_PLUGIN,
                    "class " + type.getName()
                            + " has to be public, not abstract, and to have a public constructor without"
                            + " parameters",
                    none);
        }
    }

    private void accept(ComponentKind kind, Component component) {
        if (Components.kindOf(component) != kind) {
            bad("class " + component.getClass().getName() + " is a " + kind.label() + " and a "
                    + Components.kindOf(component).label() + "; give each a class of its own");
            return;
        }
        ComponentFacts facts = ComponentFacts.of(component, kind.label(), Components.module(component));
        PluginReport.Part part = new PluginReport.Part(
                kind,
                component.getClass().getName(),
                facts.name(),
                facts.formatVersion(),
                facts.oldestFormatVersion(),
                facts.settings(),
                facts.ordered());
        if (parts.stream().anyMatch(other -> other.label().equals(part.label()))) {
            faults.add(new PluginReport.Refusal(
                    ErrorCode.DUPLICATE_COMPONENT,
                    "it provides two components " + part.label() + "; rename one of them"));
        }
        parts.add(part);
        components.add(component);
    }
}
