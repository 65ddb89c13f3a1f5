package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.testing.Seeds;

/** While nothing goes wrong, the simulated disk answers every call as the files of this machine do. */
class FileLayersAgreeTest {
    private static final int CALLS = 1_500;

    /** One of the layers, its open files and locks, and what the last call gave. */
    private static final class Side {
        private final FileLayer files;
        private final Path folder;
        private final Map<Integer, DataFile> open = new HashMap<>();
        private FileLease lease;

        Side(FileLayer files, Path folder) {
            this.files = files;
            this.folder = folder;
        }

        private Path path(int number) {
            return folder.resolve(
                    List.of("a", "ab", "sub", "sub/c", "sub/d", "none/e").get(number));
        }

        /** Makes a call that the random numbers choose, and says what came of it. */
        String call(Random random) {
            int what = random.nextInt(15);
            int number = random.nextInt(6);
            int other = random.nextInt(6);
            int at = random.nextInt(9_000);
            byte[] bytes = new byte[random.nextInt(6_000)];
            random.nextBytes(bytes);
            FileLayer.Mode mode = FileLayer.Mode.values()[random.nextInt(3)];
            try {
                return what + ": " + call(what, number, other, at, bytes, mode);
            } catch (IOException failed) {
                return what + ": " + failed.getClass().getSimpleName();
            } catch (RuntimeException misused) {
                return what + ": IOException"; // what a channel says of a wrong mode is no IOException
            }
        }

        private Object call(int what, int number, int other, int at, byte[] bytes, FileLayer.Mode mode)
                throws IOException {
            DataFile file = open.get(number);
            switch (what) {
                case 0, 1, 2 -> {
                    if (file == null && number != 2) { // a system may open a folder, and refuse the first read
                        open.put(number, files.open(path(number), mode));
                    }
                    return file == null;
                }
                case 3 -> {
                    if (file != null) {
                        open.remove(number).close();
                        file.close();
                    }
                    return file != null;
                }
                case 4 -> {
                    return files.exists(path(number));
                }
                case 5 -> {
                    return List.of(names(files.list(path(2), "")), names(files.list(folder, "a")));
                }
                case 6 -> {
                    files.createFolders(path(2));
                    return true;
                }
                case 7 -> {
                    if (path(number).getParent().equals(path(other).getParent()) && number != 2 && other != 2) {
                        files.rename(path(number), path(other));
                    }
                    return true;
                }
                case 8 -> {
                    files.delete(path(number));
                    return true;
                }
                case 9 -> {
                    files.forceFolder(path(2));
                    return true;
                }
                case 10 -> {
                    if (lease == null) {
                        lease = files.lock(folder.resolve("sub/lock"), false);
                    } else {
                        lease.close();
                        lease.close();
                        lease = null;
                    }
                    return lease != null;
                }
                default -> {
                    return file == null ? "none" : call(what, file, at, bytes);
                }
            }
        }

        private static Object call(int what, DataFile file, int at, byte[] bytes) throws IOException {
            switch (what) {
                case 11 -> {
                    ByteBuffer into = ByteBuffer.allocate(bytes.length);
                    int count = file.read(into, at);
                    return count + " " + into.position() + " " + Arrays.hashCode(into.array());
                }
                case 12 -> {
                    file.force();
                    return file.length();
                }
                case 13 -> {
                    if (at <= file.length()) {
                        file.truncate(at);
                    }
                    return file.length();
                }
                default -> {
                    file.write(ByteBuffer.wrap(bytes), at);
                    return file.length();
                }
            }
        }

        private static List<String> names(List<Path> paths) {
            return paths.stream().map(path -> path.getFileName().toString()).toList();
        }

        /** Every file that has a name, and its bytes. */
        Map<String, String> content() throws IOException {
            Map<String, String> found = new TreeMap<>();
            List<Path> all = new ArrayList<>(files.list(folder, ""));
            all.addAll(files.list(path(2), ""));
            for (Path path : all) {
                if (!path.endsWith("lock")) { // what stands in it is its layer's own affair
                    try (DataFile file = files.open(path, FileLayer.Mode.READ)) {
                        ByteBuffer into = ByteBuffer.allocate((int) file.length());
                        file.read(into, 0);
                        found.put(folder.relativize(path).toString(), Arrays.toString(into.array()));
                    }
                }
            }
            return found;
        }

        void close() throws IOException {
            for (DataFile file : open.values()) {
                file.close();
            }
            if (lease != null) {
                lease.close();
            }
        }
    }

    @Test
    void onEveryCall(@TempDir Path folder) throws IOException {
        long seed = Seeds.one();
        SimulatedDisk disk = new SimulatedDisk();
        disk.createFolders(folder);
        Side real = new Side(FileLayer.system(), folder);
        Side simulated = new Side(disk, folder);
        int went = 0;
        for (int i = 0; i < CALLS; i++) {
            String given = real.call(new Random(seed + i));
            assertEquals(given, simulated.call(new Random(seed + i)), "call " + i + ", -Dpesadb.seed=" + seed);
            went += given.contains("Exception") ? 0 : 1;
            if (i % 500 == 0) {
                assertEquals(real.content(), simulated.content(), "call " + i + ", -Dpesadb.seed=" + seed);
            }
        }
        assertTrue(went > CALLS / 2 && went < CALLS, went + " calls went well, -Dpesadb.seed=" + seed);
        real.close();
        simulated.close();
    }
}
