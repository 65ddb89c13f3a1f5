package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.Options;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;

class ArgumentParserTest {

    private static Arguments parse(String line) {
        return ArgumentParser.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void everyOptionReachesTheDatabase() {
        Arguments arguments = parse(
                "--sync normal --checkpoint 10 --cache=64M --transaction-memory 3K --busy-timeout 0 --snapshot-timeout 1500"
                        + " --read-only --index btree"
                        + " --set q.key=a=b --set q.other= --log l --pager p --codec c --join j my.pesa --bail --bare --format csv");
        Options options = arguments.options();
        assertEquals(SyncMode.NORMAL, options.sync());
        assertEquals(10, options.checkpointPages());
        assertEquals(64L << 20, options.cacheBytes());
        assertEquals(3L << 10, options.transactionBytes());
        assertEquals(Duration.ZERO, options.busyTimeout());
        assertEquals(Duration.ofMillis(1500), options.snapshotTimeout());
        assertTrue(options.readOnly() && arguments.bail && arguments.bare);
        assertEquals(Map.of("q.key", "a=b", "q.other", ""), options.settings());
        assertEquals("btree", options.component(ComponentKind.INDEX));
        assertEquals("j", options.component(ComponentKind.JOIN));
        assertEquals("my.pesa", arguments.file());
        assertEquals(Arguments.Format.CSV, arguments.format);
    }

    @Test
    void defaults() {
        Arguments arguments = parse("");
        assertEquals("data/data.pesa", arguments.file());
        assertEquals(SyncMode.FULL, arguments.options().sync());
        assertEquals(1000, arguments.options().checkpointPages());
        assertEquals(Duration.ZERO, arguments.options().snapshotTimeout());
    }

    @Test
    void commandsAndScriptsKeepTheirOrder() {
        Arguments arguments =
                ArgumentParser.parse("-c", "SEL 'a b'", "-f", "-", "--command=--x", "-fs", "db", "-c", "");
        assertEquals(
                List.of(
                        new Arguments.Work(false, "SEL 'a b'"),
                        new Arguments.Work(true, "-"),
                        new Arguments.Work(false, "--x"),
                        new Arguments.Work(true, "s"),
                        new Arguments.Work(false, "")),
                arguments.work);
        assertEquals("db", arguments.file());
    }

    @Test
    void subcommandsWinOverFiles() {
        assertEquals(Arguments.Tool.CHECK, parse("check x --format json").tool);
        assertEquals(Arguments.Format.JSON, parse("--format json check x").format);
        assertEquals(Arguments.Tool.SHELL, parse("./check").tool);
        assertEquals("check", parse("-- check").file());
        assertEquals(List.of("t", "c.csv", "db"), parse("import t c.csv db").operands);
        assertEquals("db", parse("export t c.csv db").file());
        assertEquals("db", parse("backup db copy").file());
        assertEquals(Arguments.Tool.PLUGINS, parse("plugins").tool);
        assertEquals(Arguments.Tool.NEW_PLUGIN, parse("new-plugin index mine").tool);
        assertEquals(Arguments.Tool.NEW_PLUGIN, parse("new-plugin codec log --package org.pesadbs").tool);
        assertEquals(Arguments.Tool.NEW_PLUGIN, parse("new-plugin join join --package javas").tool);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "-z",
                "--sync sometimes",
                "--checkpoint 0",
                "--checkpoint x",
                "--cache 0",
                "--cache 12Q",
                "--transaction-memory 0",
                "--cache 9999999999999G",
                "--busy-timeout -1",
                "--snapshot-timeout soon",
                "backup db",
                "--format",
                "-c",
                "check",
                "check a b",
                "new-plugin index",
                "new-plugin index a b c",
                "new-plugin index ../a",
                "new-plugin index a --package a.b.1",
                "new-plugin log log",
                "new-plugin index index",
                "new-plugin pager pager",
                "new-plugin codec a --package java",
                "new-plugin codec a --package java.rows",
                "new-plugin codec a --package javax.crypto",
                "new-plugin codec a --package org.pesadb",
                "new-plugin codec a --package org.pesadb.mine",
                "--package a.b check x",
                "import t f",
                "x check y",
                "-c x check y",
                "--plugins",
                "--format= x"
            })
    void nonsenseIsRefusedInOneLine(String line) {
        UsageException misuse = assertThrows(UsageException.class, () -> parse(line));
        assertEquals(1, misuse.getMessage().lines().count(), misuse.getMessage());
    }

    @Test
    void pluginsAreListedJudgedAndAdded() {
        Arguments arguments = parse("--plugins a plugins --plugins=b add --force my.jar");
        assertEquals(Arguments.Tool.PLUGINS, arguments.tool);
        assertEquals(List.of("a", "b"), arguments.plugins);
        assertEquals(List.of("add", "my.jar"), arguments.operands);
        assertTrue(arguments.force);
        assertEquals(List.of(), parse("plugins").operands);
        assertEquals("db.pesa", parse("plugins db.pesa").file());
        assertEquals("./add", parse("plugins ./add").file());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plugins add",
                "plugins check",
                "plugins remove my.jar",
                "plugins check a b",
                "--set x",
                "--set =y"
            })
    void whatPluginsAndSettingsCannotBeIsRefused(String line) {
        assertThrows(UsageException.class, () -> parse(line));
    }
}
