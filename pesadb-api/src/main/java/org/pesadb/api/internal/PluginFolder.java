package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PluginProblem;

/**
 * What stands in a plugin folder:
 *
 * <pre>
 *   plugins/
 *     radix.jar            a plugin: whatever is named *.jar is judged
 *     mine/                a plugin: a folder with a jar in it, whose jars belong together
 *       mine.jar
 *       library-2.1.jar
 *     README.txt           nothing, like a folder without a jar, and one whose name begins with a dot
 * </pre>
 *
 * <p>A file or folder that can be reached in two ways, by a link or because a folder is named twice, counts once. So does a link
 * back into the plugin folder: it is none of its plugins.
 */
public final class PluginFolder {
    private PluginFolder() {}

    /**
     * Lists the plugins of a folder.
     *
     * @param folder   the folder
     * @param must     whether it has to be there
     * @param seen     the real paths of the folders and plugins before, and from now on of this one's
     * @param problems is told where it is there and cannot be read
     * @return its plugins in order of their names; absolute
     * @throws PesaDbException IO where it has to be there and is not, or is no folder
     */
    public static List<Path> plugins(Path folder, boolean must, Set<Path> seen, List<PluginProblem> problems) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            if (must) {
                throw new PesaDbException(
                        ErrorCode.IO,
                        "plugin folder " + absolute + (Files.exists(absolute) ? " is no folder" : " does not exist")
                                + "; make it, or name another");
            }
            return List.of();
        }
        List<Path> plugins = new ArrayList<>();
        try {
            if (!seen.add(absolute.toRealPath())) {
                return List.of();
            }
            for (Path entry : entries(absolute)) {
                if (isPlugin(entry) && seen.add(real(entry))) {
                    plugins.add(entry);
                }
            }
        } catch (IOException failed) {
            problems.add(new PluginProblem(
                    absolute,
                    ErrorCode.IO,
                    "the plugins of " + absolute + " could not be used: it cannot be read ("
                            + failed.getClass().getSimpleName() + "); look at its rights",
                    List.of()));
        }
        return plugins;
    }

    /** The jars of a plugin, in order of their names: itself, or those in it. */
    static List<Path> jars(Path plugin) throws IOException {
        if (isJar(plugin) || !Files.isDirectory(plugin)) {
            return List.of(plugin);
        }
        return entries(plugin).stream().filter(PluginFolder::isJar).toList();
    }

    private static boolean isPlugin(Path entry) throws IOException {
        if (isJar(entry)) {
            return true;
        }
        return !entry.getFileName().toString().startsWith(".")
                && Files.isDirectory(entry)
                && (!Files.isReadable(entry) || !jars(entry).isEmpty());
    }

    private static boolean isJar(Path entry) {
        return entry.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    /** A link that leads nowhere is its own place; that it leads nowhere is told when it is read. */
    private static Path real(Path entry) {
        try {
            return entry.toRealPath();
        } catch (IOException nowhere) {
            return entry;
        }
    }

    /**
     * Whether two paths lead to the same file or folder.
     *
     * @param one   a path
     * @param other another
     * @return whether it is the same; also where neither is there and they read the same
     */
    public static boolean same(Path one, Path other) {
        return real(one.toAbsolutePath().normalize())
                .equals(real(other.toAbsolutePath().normalize()));
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        found.sort(null);
        return found;
    }
}
