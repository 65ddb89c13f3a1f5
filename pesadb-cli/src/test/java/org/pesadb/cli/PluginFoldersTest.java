package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

class PluginFoldersTest {
    private static final String USER = Path.of("home", "me").toString();

    private static List<Path> folders(List<String> given, Map<String, String> environment, String home) {
        return new PluginFolders(given, environment, USER, home, false).all();
    }

    @Test
    void theDefaultsAreTheUsersAndTheDistributions() {
        Path own = Path.of(USER, ".config", "pesadb", "plugins");
        assertEquals(List.of(own, Path.of("dist", "plugins")), folders(List.of(), Map.of(), "dist"));
        assertEquals(
                List.of(own),
                folders(List.of(), Map.of("PESADB_PLUGINS", "", "XDG_CONFIG_HOME", "not/absolute"), null));
        Path configuration = Path.of("conf").toAbsolutePath();
        Map<String, String> environment = Map.of(
                "XDG_CONFIG_HOME",
                configuration.toString(),
                "APPDATA",
                configuration.resolve("app").toString());
        assertEquals(
                List.of(configuration.resolve(Path.of("pesadb", "plugins"))), folders(List.of(), environment, null));
        assertEquals(
                List.of(configuration.resolve(Path.of("app", "pesadb", "plugins"))),
                new PluginFolders(List.of(), environment, USER, null, true).all());
    }

    @Test
    void theVariableReplacesTheDefaultsAndTheOptionBoth() {
        Map<String, String> environment =
                Map.of("PESADB_PLUGINS", "a" + File.pathSeparator + File.pathSeparator + "b c");
        assertEquals(List.of(Path.of("a"), Path.of("b c")), folders(List.of(), environment, "dist"));
        assertEquals(List.of(Path.of("x"), Path.of("y")), folders(List.of("x", "y"), environment, "dist"));
    }

    @Test
    void aFolderThatIsNamedHasToBeThere() {
        Map<String, String> environment = Map.of("PESADB_PLUGINS", "no-such-folder");
        PesaDbException missing = assertThrows(
                PesaDbException.class, () -> new PluginFolders(List.of(), environment, USER, null, false).load());
        assertEquals(ErrorCode.IO, missing.code());
        assertEquals(
                List.of(),
                new PluginFolders(List.of(), Map.of(), USER, "no-such-folder", false)
                        .load()
                        .problems());
    }
}
