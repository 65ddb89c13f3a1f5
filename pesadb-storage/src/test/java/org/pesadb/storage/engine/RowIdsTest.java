package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.testing.MemoryFiles;

/** What was added comes back, in order, from memory and file. */
class RowIdsTest {
    private static final Path MAIN = Path.of("/db/data.pesa");
    private static final Path FILE = Path.of("/db/data.pesa-spill", RowIds.NAME);

    private final MemoryFiles files = new MemoryFiles();

    private RowIds ids(FileLayer layer, long memory) {
        Options options = Options.builder().files(layer).statementBytes(memory).build();
        return new RowIds(new StatementContext(
                MAIN,
                options,
                new Cancellation(),
                Progress.NONE,
                StatementContext.names(options.files(), MAIN, options)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "1, 1, 1",
        "5, 1, 1",
        "20000, 1, 1000000000",
        "65527, 1, 1",
        "65600, 1, 1",
        "500000, 1, 1",
        "100000, 1, 1152921504606846976",
        "500000, 2097152, 1152921504606846976",
        "500000, 2097152, 3"
    })
    void comesBackAsItWent(int count, long memory, long farthest) {
        long seed = Long.getLong("pesadb.seed", System.nanoTime());
        Random random = new Random(seed);
        try (RowIds ids = ids(files, memory)) {
            long id = 0;
            long[] added = new long[count];
            for (int i = 0; i < count; i++) {
                id = farthest < 10 ? id + 1 + random.nextInt((int) farthest) : (long) (random.nextDouble() * farthest);
                added[i] = id;
                ids.add(id);
            }
            assertEquals(count, ids.size());
            for (int i = 0; i < count; i++) {
                assertEquals(added[i], ids.next(), "row " + i + ", -Dpesadb.seed=" + seed);
            }
        }
        assertEquals(List.of(), files.list(FILE.getParent(), ""));
    }

    @Test
    void rowsOfAScanTakeAByteEach() {
        try (RowIds ids = ids(files, 1)) {
            for (long page = 1; page <= 10_000; page++) {
                for (long slot = 0; slot < 70; slot++) {
                    ids.add(page << 16 | slot);
                }
            }
            assertTrue(files.bytes(FILE).length < 750_000, files.bytes(FILE).length + " bytes");
        }
    }

    @Test
    void failuresAreTold() {
        files.hook((call, path, position, length) -> {
            throw new IOException("No space left on device");
        });
        try (RowIds ids = ids(files, 1)) {
            PesaDbException failed = assertThrows(PesaDbException.class, () -> {
                for (int i = 0; i < 100_000; i++) {
                    ids.add(i);
                }
            });
            assertEquals(ErrorCode.DISK_FULL, failed.code());
            assertTrue(failed.getMessage().contains(FILE.toString()), failed.getMessage());
        }
    }

    @Test
    void damageIsFound() {
        int[] reads = {0};
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.READ && reads[0]++ == 0) {
                throw new IOException("Input/output error");
            }
        });
        try (RowIds ids = ids(files, 1)) {
            for (int i = 0; i < 200_000; i++) {
                ids.add(i);
            }
            PesaDbException failed = assertThrows(PesaDbException.class, ids::next);
            assertEquals(ErrorCode.IO, failed.code());
        }
        try (RowIds ids = ids(new Torn(files), 1)) {
            for (int i = 0; i < 200_000; i++) {
                ids.add(i);
            }
            CorruptException damaged = assertThrows(CorruptException.class, ids::next);
            assertTrue(damaged.getMessage().contains(RowIds.NAME), damaged.getMessage());
        }
    }

    /** Loses half of every write. */
    private record Torn(MemoryFiles files) implements FileLayer {
        @Override
        public org.pesadb.api.spi.DataFile open(Path path, Mode mode) throws IOException {
            var whole = files.open(path, mode);
            return new org.pesadb.api.spi.DataFile() {
                @Override
                public int read(java.nio.ByteBuffer into, long position) throws IOException {
                    return whole.read(into, position);
                }

                @Override
                public void write(java.nio.ByteBuffer from, long position) throws IOException {
                    whole.write(from.limit(from.limit() / 2), position);
                }

                @Override
                public void force() throws IOException {
                    whole.force();
                }

                @Override
                public long length() throws IOException {
                    return whole.length();
                }

                @Override
                public void truncate(long length) throws IOException {
                    whole.truncate(length);
                }

                @Override
                public void close() throws IOException {
                    whole.close();
                }
            };
        }

        @Override
        public boolean exists(Path path) {
            return files.exists(path);
        }

        @Override
        public List<Path> list(Path folder, String prefix) {
            return files.list(folder, prefix);
        }

        @Override
        public void createFolders(Path folder) {
            files.createFolders(folder);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            files.delete(path);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            files.forceFolder(folder);
        }

        @Override
        public org.pesadb.api.spi.FileLease lock(Path path, boolean shared) throws IOException {
            return files.lock(path, shared);
        }
    }
}
