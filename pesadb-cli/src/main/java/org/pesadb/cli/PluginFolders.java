package org.pesadb.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pesadb.api.spi.Components;

/**
 * Where plugins are looked for: in the folders of {@code --plugins}; where it is not given, in those of {@code PESADB_PLUGINS}; where that is
 * not set either, in the one of the user and the one of the distribution. Only those last two need not be there.
 */
final class PluginFolders {
    /** The environment variable that names folders, separated as those of {@code PATH} are. */
    static final String VARIABLE = "PESADB_PLUGINS";

    /** The system property by which the launcher tells where the distribution is. */
    static final String HOME = "pesadb.home";

    private final List<Path> folders = new ArrayList<>();
    private final boolean named;

    /**
     * @param given       the values of {@code --plugins}
     * @param environment the environment variables
     * @param user        the user's home folder
     * @param home        the folder of the distribution, or null
     * @param windows     whether this is Windows
     */
    PluginFolders(List<String> given, Map<String, String> environment, String user, String home, boolean windows) {
        List<String> names = new ArrayList<>(given);
        if (names.isEmpty()) {
            for (String name :
                    environment.getOrDefault(VARIABLE, "").split(Pattern.quote(System.getProperty("path.separator")))) {
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        named = !names.isEmpty();
        names.forEach(name -> folders.add(Failures.path(name)));
        if (!named) {
            folders.add(configuration(environment, user, windows).resolve(Path.of("pesadb", "plugins")));
            if (home != null) {
                folders.add(Failures.path(home).resolve("plugins"));
            }
        }
    }

    private static Path configuration(Map<String, String> environment, String user, boolean windows) {
        String named = environment.get(windows ? "APPDATA" : "XDG_CONFIG_HOME");
        if (named != null && Failures.path(named).isAbsolute()) {
            return Failures.path(named);
        }
        Path home = Failures.path(user);
        return windows ? home.resolve(Path.of("AppData", "Roaming")) : home.resolve(".config");
    }

    /** Those of this process. */
    static PluginFolders of(List<String> given) {
        return new PluginFolders(
                given,
                System.getenv(),
                System.getProperty("user.home", "."),
                System.getProperty(HOME),
                System.getProperty("file.separator").equals("\\"));
    }

    /** All of them. */
    List<Path> all() {
        return folders;
    }

    /** What is installed, with the plugins in them. */
    Components load() {
        Components installed = Components.installed();
        return named ? installed.withPlugins(folders) : installed.withPluginsIfThere(folders);
    }
}
