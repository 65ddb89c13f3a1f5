package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer.Mode;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;
import org.pesadb.it.fault.IoCall.Kind;
import org.pesadb.testing.Seeds;

/** The disk keeps what a device keeps, loses what a device may lose, and fails as it is told. */
class SimulatedDiskTest {
    private static final Path FOLDER = Path.of("/d").toAbsolutePath();
    private static final Path FILE = FOLDER.resolve("f");
    private static final Path OTHER = FOLDER.resolve("g");
    private static final int OUTCOMES = 300;

    private final long seed = Seeds.one();
    private final Random chance = new Random(seed);
    private final String when = "-Dpesadb.seed=" + seed;
    private final SimulatedDisk disk = new SimulatedDisk();

    @BeforeEach
    void makeFolder() throws IOException {
        disk.createFolders(FOLDER);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void write(DataFile file, long position, byte[] bytes) throws IOException {
        file.write(ByteBuffer.wrap(bytes), position);
    }

    private static byte[] read(DataFile file, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int count = file.read(into, position);
        assertEquals(count, into.position());
        return Arrays.copyOf(into.array(), count);
    }

    /** A forced file of ones under a forced name. */
    private DataFile forced(int length) throws IOException {
        DataFile file = disk.open(FILE, Mode.CREATE);
        write(file, 0, filled(length, 1));
        file.force();
        disk.forceFolder(FOLDER);
        return file;
    }

    /** The disk after each of many losses of power; the original lives on. */
    private List<SimulatedDisk> crashes() {
        return chance.longs(OUTCOMES)
                .mapToObj(outcome -> disk.copy().crash(new Random(outcome)))
                .toList();
    }

    @Test
    void filesAreReadAsTheyWereWritten() throws IOException {
        byte[] model = new byte[30_000];
        int length = 0;
        try (DataFile file = disk.open(FILE, Mode.CREATE)) {
            for (int i = 0; i < 2_000; i++) {
                int at = chance.nextInt(model.length);
                byte[] some = new byte[chance.nextInt(Math.min(9_000, model.length - at) + 1)];
                switch (chance.nextInt(4)) {
                    case 0 -> {
                        int cut = Math.min(at, length);
                        file.truncate(cut);
                        Arrays.fill(model, cut, length, (byte) 0);
                        length = cut;
                    }
                    case 1 -> {
                        SimulatedDisk copy = disk.copy();
                        assertArrayEquals(Arrays.copyOf(model, length), copy.bytes(FILE), when);
                        if (length > 0) {
                            copy.damage(FILE, chance.nextInt(length), 1); // which the original must not see
                        }
                    }
                    default -> {
                        chance.nextBytes(some);
                        write(file, at, some);
                        System.arraycopy(some, 0, model, at, some.length);
                        length = some.length == 0 ? length : Math.max(length, at + some.length);
                    }
                }
                assertEquals(length, file.length(), when);
                assertEquals(length, disk.used(), when);
                byte[] found = read(file, at, some.length);
                byte[] expected =
                        at >= length ? new byte[0] : Arrays.copyOfRange(model, at, Math.min(length, at + some.length));
                assertArrayEquals(expected, found, when);
            }
        }
    }

    @Test
    void aPowerLossTakesNothingThatIsForced() throws IOException {
        forced(10_000);
        for (SimulatedDisk left : crashes()) {
            assertArrayEquals(filled(10_000, 1), left.bytes(FILE), when);
        }
        assertArrayEquals(filled(10_000, 1), disk.crash(null).bytes(FILE));
    }

    @Test
    void withoutChanceItTakesEverythingElse() throws IOException {
        DataFile file = forced(5_000);
        write(file, 100, filled(8_000, 2));
        disk.open(OTHER, Mode.CREATE).force();
        SimulatedDisk left = disk.crash(null);
        assertArrayEquals(filled(5_000, 1), left.bytes(FILE));
        assertNull(left.bytes(OTHER));
    }

    @Test
    void aWriteIsKeptLostOrTornInSectorsAndInBlocks() throws IOException {
        DataFile file = forced(4 * 4096);
        write(file, 256, filled(3 * 4096, 2));
        Set<String> kinds = new TreeSet<>();
        for (SimulatedDisk left : crashes()) {
            byte[] found = left.bytes(FILE);
            assertEquals(4 * 4096, found.length, when);
            Set<Integer> edges = new TreeSet<>();
            for (int at = 1; at < found.length; at++) {
                if (found[at] != found[at - 1]) {
                    edges.add(at);
                }
            }
            for (int edge : edges) {
                boolean ofWrite = edge == 256 || edge == 256 + 3 * 4096;
                assertTrue(ofWrite || edge % 512 == 0, () -> "torn at byte " + edge + ", " + when);
                kinds.add(ofWrite ? "whole" : edge % 4096 == 0 ? "block" : "sector");
            }
            if (edges.isEmpty()) {
                kinds.add("lost");
            }
        }
        assertEquals(Set.of("whole", "lost", "block", "sector"), kinds, when);
    }

    @Test
    void laterWritesSurviveEarlierOnesButOlderBytesNeverReplaceNewer() throws IOException {
        DataFile file = forced(8_192);
        write(file, 0, filled(512, 2));
        write(file, 4096, filled(512, 3));
        write(file, 4096, filled(512, 4));
        Set<String> found = new TreeSet<>();
        for (SimulatedDisk left : crashes()) {
            found.add(left.bytes(FILE)[0] + " " + left.bytes(FILE)[4096]);
        }
        assertEquals(Set.of("1 1", "1 3", "1 4", "2 1", "2 3", "2 4"), found, when);
        file.force();
        assertEquals(4, disk.crash(chance).bytes(FILE)[4096], when);
    }

    @Test
    void growthIsKeptLostOrFilledWithZeros() throws IOException {
        DataFile file = forced(1_024);
        write(file, 1_024, filled(4_096, 2));
        boolean zeros = false;
        Set<Integer> lengths = new TreeSet<>();
        for (SimulatedDisk left : crashes()) {
            byte[] found = left.bytes(FILE);
            lengths.add(found.length);
            assertArrayEquals(filled(1_024, 1), Arrays.copyOf(found, 1_024), when);
            zeros |= found.length == 5_120 && found[5_119] == 0;
        }
        assertTrue(zeros, when);
        assertTrue(lengths.containsAll(Set.of(1_024, 5_120)) && lengths.size() > 2, lengths + ", " + when);
    }

    @Test
    void aCutMayBeLost() throws IOException {
        DataFile file = forced(9_000);
        file.truncate(100);
        assertEquals(100, disk.used());
        Set<Integer> lengths = new TreeSet<>();
        crashes().forEach(left -> lengths.add(left.bytes(FILE).length));
        assertEquals(Set.of(100, 9_000), lengths, when);
        file.force();
        lengths.clear();
        crashes().forEach(left -> lengths.add(left.bytes(FILE).length));
        assertEquals(Set.of(100), lengths, when);
    }

    @Test
    void namesRenamesAndDeletionsAreLostUntilTheirFolderIsForced() throws IOException {
        forced(10);
        DataFile draft = disk.open(OTHER, Mode.CREATE);
        write(draft, 0, filled(20, 2));
        draft.force();
        disk.rename(OTHER, FILE);
        Set<String> found = new TreeSet<>();
        for (SimulatedDisk left : crashes()) {
            found.add((left.bytes(FILE).length) + (left.bytes(OTHER) == null ? "" : " and a draft"));
        }
        assertEquals(Set.of("10", "10 and a draft", "20"), found, when);
        disk.forceFolder(FOLDER);
        assertEquals(20, disk.copy().crash(null).bytes(FILE).length);
        disk.delete(FILE);
        found.clear();
        crashes().forEach(left -> found.add(String.valueOf(left.files())));
        assertEquals(Set.of("[]", "[" + FILE + "]"), found, when);
        assertEquals(20, disk.copy().crash(null).bytes(FILE).length);
        disk.forceFolder(FOLDER);
        assertEquals(List.of(), disk.crash(null).files());
    }

    @Test
    void aFileThatIsForcedMayBeWithoutItsName() throws IOException {
        DataFile file = disk.open(FILE, Mode.CREATE);
        write(file, 0, filled(10, 2));
        file.force();
        Set<Boolean> named = new TreeSet<>();
        for (SimulatedDisk left : crashes()) {
            byte[] found = left.bytes(FILE);
            named.add(found != null);
            assertTrue(found == null || Arrays.equals(filled(10, 2), found), when);
        }
        assertEquals(Set.of(true, false), named, when);
    }

    @Test
    void aKilledProcessLosesNothingButForcesNothing() throws IOException {
        DataFile file = forced(10);
        write(file, 0, filled(10, 2));
        disk.open(OTHER, Mode.CREATE);
        SimulatedDisk left = disk.killed();
        assertThrows(IOException.class, () -> disk.exists(FILE));
        assertThrows(IOException.class, file::force);
        assertArrayEquals(filled(10, 2), left.bytes(FILE));
        assertEquals(List.of(FILE, OTHER), left.files());
        assertArrayEquals(filled(10, 1), left.copy().crash(null).bytes(FILE));
        assertEquals(List.of(FILE), left.copy().crash(null).files());
        try (DataFile again = left.open(FILE, Mode.WRITE)) {
            again.force();
        }
        assertArrayEquals(filled(10, 2), left.crash(null).bytes(FILE), "a later process can still force it");
    }

    @Test
    void aDiskThatCrashedIsDead() throws IOException {
        DataFile file = forced(10);
        disk.crash(chance);
        assertTrue(disk.isDead());
        for (org.junit.jupiter.api.function.Executable call : List.<org.junit.jupiter.api.function.Executable>of(
                () -> disk.open(FILE, Mode.READ),
                () -> disk.list(FOLDER, ""),
                () -> disk.lock(OTHER, false),
                () -> file.read(ByteBuffer.allocate(1), 0),
                () -> write(file, 0, new byte[1]),
                file::length,
                file::close)) {
            IOException gone = assertThrows(IOException.class, call);
            assertTrue(gone.getMessage().contains("the power is gone"), gone.getMessage());
        }
        file.close(); // twice does nothing
    }

    @Test
    void thePowerGoesAtTheCallItIsToldAndThatCallMayBeHalfDone() throws IOException {
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < OUTCOMES; i++) {
            SimulatedDisk one = new SimulatedDisk();
            one.set(FILE, filled(1_024, 1));
            DataFile file = one.open(FILE, Mode.WRITE);
            long before = one.calls();
            one.stopAt(before + 2);
            assertEquals(1_024, file.length());
            assertThrows(IOException.class, () -> write(file, 0, filled(1_024, 2)));
            assertThrows(IOException.class, file::length);
            assertEquals(before + 2, one.calls());
            assertArrayEquals(filled(1_024, 1), one.copy().bytes(FILE), "killed: nothing is in flight");
            byte[] left = one.crash(chance).bytes(FILE);
            found.add(left[0] + " " + left[512]);
        }
        assertEquals(Set.of("1 1", "1 2", "2 1", "2 2"), found, when);
    }

    @Test
    void namesInFlightMayComeThrough() throws IOException {
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < OUTCOMES; i++) {
            SimulatedDisk one = new SimulatedDisk();
            one.set(FILE, new byte[1]);
            one.plan(PlannedFault.of(Injection.POWER_LOSS).on(Kind.RENAME, Kind.DELETE));
            if (i % 2 == 0) {
                assertThrows(IOException.class, () -> one.rename(FILE, OTHER));
            } else {
                assertThrows(IOException.class, () -> one.delete(FILE));
            }
            found.add(String.valueOf(one.crash(chance).files()));
        }
        assertEquals(Set.of("[]", "[" + FILE + "]", "[" + OTHER + "]"), found, when);
    }

    @Test
    void callsFailAsTheSystemWouldFailThem() throws IOException {
        DataFile file = forced(10);
        disk.plan(PlannedFault.of(Injection.EIO).on(Kind.FORCE).to("f").at(2));
        file.force();
        IOException eio = assertThrows(IOException.class, file::force);
        assertEquals(ErrorCode.IO, FileFailures.code(eio));
        assertTrue(eio.getMessage().contains(FILE.toString()), eio.getMessage());
        file.force();
        PlannedFault full =
                PlannedFault.of(Injection.ENOSPC).on(Kind.WRITE, Kind.CREATE).always();
        disk.plan(full);
        assertEquals(
                ErrorCode.DISK_FULL,
                FileFailures.code(assertThrows(IOException.class, () -> write(file, 0, new byte[1]))));
        assertEquals(
                ErrorCode.DISK_FULL,
                FileFailures.code(assertThrows(IOException.class, () -> disk.open(OTHER, Mode.CREATE))));
        assertArrayEquals(filled(10, 1), read(file, 0, 10), "nothing of a call that fails happens");
        assertFalse(disk.exists(OTHER));
        assertEquals(2, full.struck());
        assertEquals(Kind.WRITE, full.first().kind());
    }

    @Test
    void everyKindOfCallIsCountedAndCanFail() throws IOException {
        for (Kind kind : Kind.values()) {
            SimulatedDisk one = new SimulatedDisk();
            PlannedFault fault = PlannedFault.of(Injection.EIO).on(kind);
            one.plan(fault);
            long[] before = new long[1];
            assertThrows(
                    IOException.class,
                    () -> {
                        one.createFolders(FOLDER);
                        FileLease lease = one.lock(FOLDER.resolve("lock"), false);
                        DataFile file = one.open(FILE, Mode.CREATE);
                        write(file, 0, new byte[10]);
                        one.open(FILE, Mode.READ);
                        read(file, 0, 1);
                        file.length();
                        file.truncate(5);
                        file.force();
                        one.rename(FILE, OTHER);
                        one.exists(OTHER);
                        one.list(FOLDER, "");
                        one.forceFolder(FOLDER);
                        one.delete(OTHER);
                        before[0] = one.calls();
                        file.close();
                        lease.close();
                    },
                    kind.name());
            assertEquals(1, fault.struck(), kind.name());
            assertEquals(fault.first().number(), one.calls(), kind.name());
            assertEquals(kind == Kind.CLOSE ? 14 : 0, before[0], kind.name());
        }
    }

    @Test
    void aWriteMayStopShort() throws IOException {
        DataFile file = forced(10);
        disk.plan(PlannedFault.of(new Injection.ShortWrite(3, "Input/output error"))
                .on(Kind.WRITE));
        ByteBuffer from = ByteBuffer.wrap(filled(10, 2));
        assertEquals(ErrorCode.IO, FileFailures.code(assertThrows(IOException.class, () -> file.write(from, 0))));
        assertArrayEquals(new byte[] {2, 2, 2, 1, 1, 1, 1, 1, 1, 1}, read(file, 0, 10));
        assertEquals(7, from.remaining());
    }

    @Test
    void aLostForceLosesWhatLaterForcesDoNotBringBack() throws IOException {
        DataFile file = forced(1_024);
        write(file, 0, filled(512, 2));
        disk.plan(PlannedFault.of(new Injection.LostForce(0)).on(Kind.FORCE));
        assertEquals(ErrorCode.IO, FileFailures.code(assertThrows(IOException.class, file::force)));
        assertEquals(2, read(file, 0, 1)[0], "reads are answered from the kernel's cache");
        write(file, 512, filled(512, 3));
        file.force();
        assertEquals(2, disk.copy().bytes(FILE)[0], "for a later process too");
        for (SimulatedDisk left : crashes()) {
            assertEquals(1, left.bytes(FILE)[0], when);
            assertEquals(3, left.bytes(FILE)[512], when);
        }
        write(file, 0, filled(512, 4));
        file.force();
        assertEquals(4, disk.crash(null).bytes(FILE)[0], "what is written anew is forced");
    }

    @Test
    void aLostForceMayBringAPartToTheDevice() throws IOException {
        Set<Integer> found = new TreeSet<>();
        for (int outcome = 1; outcome <= OUTCOMES; outcome++) {
            SimulatedDisk one = new SimulatedDisk();
            one.set(FILE, filled(1_024, 1));
            DataFile file = one.open(FILE, Mode.WRITE);
            write(file, 0, filled(1_024, 2));
            one.plan(PlannedFault.of(new Injection.LostForce(outcome)).on(Kind.FORCE));
            assertThrows(IOException.class, file::force);
            file.force();
            byte[] left = one.crash(null).bytes(FILE);
            found.add(left[0] * 10 + left[512]);
        }
        assertEquals(Set.of(11, 12, 21, 22), found);
    }

    @Test
    void namesGoOnWaitingWhereAForceOfTheirFolderFails() throws IOException {
        disk.open(FILE, Mode.CREATE);
        disk.plan(PlannedFault.of(Injection.EIO).on(Kind.FORCE_FOLDER));
        assertThrows(IOException.class, () -> disk.forceFolder(FOLDER));
        assertEquals(List.of(), disk.copy().crash(null).files());
        disk.forceFolder(FOLDER);
        assertEquals(List.of(FILE), disk.crash(null).files());
    }

    @Test
    void aForceOfAFolderMayLoseItsNamesForGoodUnlessTheyAreGivenAnew() throws IOException {
        disk.open(FILE, Mode.CREATE);
        disk.plan(PlannedFault.of(new Injection.LostForce(0)).on(Kind.FORCE_FOLDER));
        assertThrows(IOException.class, () -> disk.forceFolder(FOLDER));
        disk.forceFolder(FOLDER);
        assertEquals(List.of(FILE), disk.files());
        assertEquals(List.of(), disk.copy().crash(null).files());
        Path other = FILE.resolveSibling("other");
        disk.rename(FILE, other);
        disk.rename(other, FILE);
        disk.forceFolder(FOLDER);
        assertEquals(List.of(FILE), disk.crash(null).files());
    }

    @Test
    void aReadMayGiveOtherBytes() throws IOException {
        DataFile file = forced(8_192);
        write(file, 4096, filled(4096, 2));
        disk.plan(PlannedFault.of(new Injection.FlippedBit(10)).on(Kind.READ));
        byte[] flipped = filled(100, 1);
        flipped[1] ^= 4;
        assertArrayEquals(flipped, read(file, 0, 100));
        assertArrayEquals(filled(100, 1), read(file, 0, 100), "once");
        disk.plan(PlannedFault.of(Injection.ZEROS).on(Kind.READ));
        assertArrayEquals(new byte[100], read(file, 0, 100));
        disk.plan(PlannedFault.of(new Injection.OtherBlock(4096)).on(Kind.READ));
        assertArrayEquals(filled(100, 2), read(file, 0, 100));
        disk.plan(PlannedFault.of(new Injection.OtherBlock(4096)).on(Kind.READ));
        assertArrayEquals(filled(100, 1), read(file, 4096, 100));
    }

    @Test
    void aFullDiskTakesAPartAndThereIsRoomAgainAfterwards() throws IOException {
        disk.capacity(1_000);
        DataFile file = disk.open(FILE, Mode.CREATE);
        write(file, 0, filled(600, 1));
        IOException full = assertThrows(IOException.class, () -> write(file, 500, filled(600, 2)));
        assertEquals(ErrorCode.DISK_FULL, FileFailures.code(full));
        assertEquals(1_000, file.length());
        assertEquals(2, read(file, 999, 1)[0]);
        write(file, 0, filled(1_000, 3)); // no growth
        DataFile other = disk.open(OTHER, Mode.CREATE);
        assertThrows(IOException.class, () -> write(other, 5_000, new byte[1]));
        assertEquals(0, other.length());
        disk.delete(FILE);
        assertEquals(1_000, disk.used(), "a deleted file keeps its room while it is open");
        file.close();
        assertEquals(0, disk.used());
        write(other, 0, new byte[1_000]);
        assertThrows(IOException.class, () -> write(other, 1_000, new byte[1]));
        disk.capacity(1_001);
        write(other, 1_000, new byte[1]);
        DataFile third = disk.open(FILE, Mode.CREATE);
        other.close();
        disk.rename(FILE, OTHER);
        assertEquals(0, disk.used(), "what a rename replaces is free");
        third.close();
    }

    @Test
    void locksKeepOthersAway() throws IOException {
        Path lock = FOLDER.resolve("lock");
        FileLease first = disk.lock(lock, true);
        FileLease second = disk.lock(lock, true);
        assertThrows(FileLockedException.class, () -> disk.lock(lock, false));
        first.close();
        first.close();
        assertThrows(FileLockedException.class, () -> disk.lock(lock, false));
        second.close();
        assertEquals(0, disk.handles());
        FileLease sole = disk.lock(lock, false);
        assertEquals(1, disk.handles());
        assertThrows(FileLockedException.class, () -> disk.lock(lock, true));
        assertNotNull(disk.copy().lock(lock, false), "an ended process holds no lock");
        disk.plan(PlannedFault.of(Injection.EIO).on(Kind.CLOSE));
        assertThrows(IOException.class, sole::close);
        disk.lock(lock, false).close();
        assertTrue(disk.exists(lock), "the file stays");
    }

    @Test
    void filesFoldersAndHandlesAreWhatTheyAre() throws IOException {
        assertThrows(NoSuchFileException.class, () -> disk.open(FILE, Mode.READ));
        assertThrows(NoSuchFileException.class, () -> disk.open(Path.of("/none/f"), Mode.CREATE));
        assertThrows(NoSuchFileException.class, () -> disk.forceFolder(Path.of("/none")));
        assertThrows(NoSuchFileException.class, () -> disk.delete(FILE));
        assertThrows(NoSuchFileException.class, () -> disk.rename(FILE, OTHER));
        DataFile file = forced(10);
        assertThrows(FileAlreadyExistsException.class, () -> disk.open(FILE, Mode.CREATE));
        assertThrows(FileAlreadyExistsException.class, () -> disk.createFolders(FILE.resolve("below")));
        assertThrows(DirectoryNotEmptyException.class, () -> disk.delete(FOLDER));
        assertFalse(disk.exists(FOLDER));
        assertEquals(
                "Is a directory",
                assertThrows(java.nio.file.FileSystemException.class, () -> disk.open(FOLDER, Mode.READ))
                        .getReason());
        DataFile reader = disk.open(FILE, Mode.READ);
        assertThrows(IOException.class, () -> write(reader, 0, new byte[1]));
        file.close();
        assertThrows(IOException.class, file::length);
        assertEquals(List.of(FILE), disk.list(FOLDER, "f"));
        assertEquals(List.of(), disk.list(Path.of("/none"), ""));
        disk.delete(FILE);
        assertEquals(1, read(reader, 0, 1)[0], "an open file outlives its name");
        disk.delete(FOLDER);
        assertEquals(List.of(FILE), disk.copy().crash(null).files(), "with its folder");
    }
}
