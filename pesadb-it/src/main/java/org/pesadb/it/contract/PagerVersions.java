package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.Tables;
import org.pesadb.it.fault.SimulatedDisk;

/** A database that says it was made in other versions of its pager than it was. Of one thread. */
final class PagerVersions {
    private static final Path MAIN = Path.of("/kit/versions.pesa").toAbsolutePath();
    private static final Path LOCK = MAIN.resolveSibling(MAIN.getFileName() + "-lock");

    /** Where the engine's header has the version of the pager, and the CRC-32C of all before itself. */
    private static final int VERSION = 36;

    private static final int CHECKSUM = PagerContext.HEADER_BYTES - Integer.BYTES;

    private final PagerProvider pager;
    private final Map<String, String> settings;
    private final SimulatedDisk disk = new SimulatedDisk();

    PagerVersions(PagerProvider pager, Map<String, String> settings) {
        this.pager = pager;
        this.settings = settings;
    }

    private Options options(boolean readOnly) {
        Options.Builder options = PesaDb.options()
                .files(disk)
                .components(KitParts.with(pager))
                .component(ComponentKind.PAGER, pager.name())
                .background(Runnable::run)
                .readOnly(readOnly);
        settings.forEach((name, value) -> options.setting(pager.name() + "." + name, value));
        return options.build();
    }

    /** The version after the newest and the one before the oldest are refused by name, and nothing is changed. */
    void assertOthersRefused() {
        int newest = pager.formatVersion();
        int oldest = pager.oldestFormatVersion();
        try (Database database = PesaDb.open(MAIN, options(false));
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            Tables.insert(session, "t", 1, "one");
        }
        byte[] made = disk.bytes(MAIN);
        assertRefused(made, newest + 1, ErrorCode.FORMAT_TOO_NEW);
        assertRefused(made, oldest - 1, ErrorCode.FORMAT_TOO_OLD);
        disk.set(MAIN, made);
        try (Database database = PesaDb.open(MAIN, options(false));
                Session session = database.openSession()) {
            assertEquals(List.of(List.of(1L, "one")), Tables.rows(session, Tables.all("t")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private void assertRefused(byte[] made, int version, ErrorCode code) {
        disk.set(MAIN, saying(made, version));
        Map<Path, byte[]> before = files();
        assertRefused(
                version,
                code,
                "open to write",
                () -> PesaDb.open(MAIN, options(false)).close());
        assertRefused(
                version,
                code,
                "open to read",
                () -> PesaDb.open(MAIN, options(true)).close());
        assertRefused(version, code, "check", () -> PesaDb.check(MAIN, options(true), fault -> {}));
        Map<Path, byte[]> after = files();
        assertEquals(before.keySet(), after.keySet(), "files");
        before.forEach((file, bytes) -> assertArrayEquals(
                bytes, after.get(file), () -> file + " was changed by a refusal of version " + version));
        assertEquals(0, disk.handles(), "files or locks are left open");
    }

    private void assertRefused(int version, ErrorCode code, String what, Executable opening) {
        PesaDbException told = assertThrows(
                PesaDbException.class, opening, () -> what + ": a database of format version " + version + " is taken");
        assertEquals(code, told.code(), told::toString);
        assertTrue(told.getMessage().contains(pager.name()), told::getMessage);
        assertTrue(told.getMessage().contains("version " + version), told::getMessage);
    }

    /** A main file whose header names another version of the pager. */
    private static byte[] saying(byte[] main, int version) {
        byte[] changed = main.clone();
        ByteBuffer header = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(VERSION, version);
        CRC32C sum = new CRC32C();
        sum.update(changed, 0, CHECKSUM);
        header.putInt(CHECKSUM, (int) sum.getValue());
        return changed;
    }

    private Map<Path, byte[]> files() {
        Map<Path, byte[]> files = new HashMap<>();
        disk.files().stream().filter(file -> !file.equals(LOCK)).forEach(file -> files.put(file, disk.bytes(file)));
        return files;
    }
}
