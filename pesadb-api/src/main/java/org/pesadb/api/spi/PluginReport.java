package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Experimental;

/**
 * Everything that can be told of one plugin, for its author: see {@link Components#inspect}.
 *
 * @param plugin       its jar or folder; absolute
 * @param jars         its jars, in order of their names
 * @param loading      how it is loaded, for people; "" where its jars are not fit to be loaded
 * @param requirements the modules that its modules require; none of a plugin for the class path
 * @param parts        what it provides, as far as it could be made
 * @param faults       what is wrong with it; with none it can be used
 */
@Experimental("what else an author may want to be told")
public record PluginReport(
        Path plugin,
        List<Jar> jars,
        String loading,
        List<Requirement> requirements,
        List<Part> parts,
        List<Refusal> faults) {
    /** Keeps copies of the lists. */
    public PluginReport {
        jars = List.copyOf(jars);
        requirements = List.copyOf(requirements);
        parts = List.copyOf(parts);
        faults = List.copyOf(faults);
    }

    /**
     * A jar.
     *
     * @param path   where it is; absolute
     * @param module the module that it is, with its version, or "" where it is none
     * @param title  what its manifest says of its title and version, or ""
     * @param spi    the version of the SPI that its manifest names, or "" where it names none, which means 1
     */
    public record Jar(Path path, String module, String title, String spi) {}

    /**
     * A module that a module of the plugin requires.
     *
     * @param module   the plugin's module
     * @param required the module that it requires
     * @param from     where that is, for people; "" where it is missing
     * @param optional whether it may be missing
     */
    public record Requirement(String module, String required, String from, boolean optional) {}

    /**
     * A component.
     *
     * @param kind                its kind
     * @param type                its class
     * @param name                its name
     * @param formatVersion       the format that it writes
     * @param oldestFormatVersion the oldest format that it reads
     * @param settings            what can be set, and what it means, in order of the names; cannot be changed
     * @param ordered             whether it is an index in order of its keys
     */
    public record Part(
            ComponentKind kind,
            String type,
            String name,
            int formatVersion,
            int oldestFormatVersion,
            Map<String, String> settings,
            boolean ordered) {
        /** Keeps a copy of the settings. */
        public Part {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }

        /**
         * Its kind and name, for people.
         *
         * @return such as {@code index 'radix'}
         */
        public String label() {
            return kind.label() + " '" + name + "'";
        }
    }

    /**
     * Something that is wrong, for which the plugin is refused.
     *
     * @param code BAD_PLUGIN, DUPLICATE_COMPONENT or IO
     * @param text what, and what to do, for people
     */
    public record Refusal(ErrorCode code, String text) {}
}
