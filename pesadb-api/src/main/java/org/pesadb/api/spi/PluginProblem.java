package org.pesadb.api.spi;

import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Stable;

/**
 * Why a plugin of a plugin folder is not used. The others are.
 *
 * @param plugin     its jar or folder; absolute. The plugin folder itself where that cannot be read
 * @param code       BAD_PLUGIN, DUPLICATE_COMPONENT or IO: that of its first fault
 * @param message    what is wrong with it, every fault, and what to do, for people; names the jar
 * @param components what it would have brought, each such as {@code index 'radix'}; empty where that cannot be told
 */
@Stable(since = 1)
public record PluginProblem(Path plugin, ErrorCode code, String message, List<String> components) {
    /** Keeps a copy of the list. */
    public PluginProblem {
        components = List.copyOf(components);
    }
}
