package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Pager;

/**
 * Copies what a snapshot sees to a new main file, which is marked as closed cleanly, so that it needs no log. Its page 0 comes last, when all the rest is durable,
 * and its name after that: whatever a crash leaves under either name is whole, or no database. Of one thread.
 */
final class Backup {
    private static final int CHUNK_PAGES = 64;

    private final FileLayer files;
    private final Snapshot snapshot;
    private final Path target;
    private final Path partial;
    private final byte[] header;
    private final long generation;

    /** @param generation the log's; the copy goes on behind it */
    Backup(FileLayer files, Snapshot snapshot, Path target, byte[] header, long generation) {
        this.files = files;
        this.snapshot = snapshot;
        this.target = target;
        this.header = header;
        this.generation = generation;
        partial = target.resolveSibling(target.getFileName() + Pager.PARTIAL);
    }

    void run(Progress progress) {
        Path written = partial;
        try {
            if (files.exists(partial)) {
                files.delete(partial);
            }
            try (DataFile file = files.open(partial, FileLayer.Mode.CREATE)) {
                copy(file, progress);
            }
            files.rename(partial, target);
            written = target;
            files.forceFolder(target.toAbsolutePath().getParent());
        } catch (IOException failed) {
            RuntimeException told = FileFailures.of("write the backup", written, failed);
            discard(written, told);
            throw told;
        } catch (RuntimeException | Error failed) {
            discard(written, failed);
            throw failed;
        }
    }

    private void copy(DataFile file, Progress progress) throws IOException {
        snapshot.page(0); // where that is damaged there is nothing to copy
        long pages = snapshot.pageCount();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_PAGES * PageFormat.BYTES);
        for (long first = 1; first < pages; first += CHUNK_PAGES) {
            progress.report("copying pages", first, pages);
            chunk.clear();
            for (long id = first; id < pages && chunk.hasRemaining(); id++) {
                chunk.put(snapshot.page(id).array()); // sealed already, and nothing in it names the database
            }
            file.write(chunk.flip(), first * PageFormat.BYTES);
        }
        progress.report("copying pages", pages, pages);
        file.force();
        Mark mark = new Mark(
                true, 1, generation, snapshot.transaction(), snapshot.registered().position());
        file.write(ByteBuffer.wrap(MainFile.rootImage(header, snapshot.fields(), mark)), 0);
        file.force();
    }

    /** Whatever failed, neither name stays; also not after a loss of power. */
    private void discard(Path written, Throwable why) {
        Opening.afterFailure(why, () -> {
            if (files.exists(written)) {
                files.delete(written);
                files.forceFolder(written.toAbsolutePath().getParent());
            }
        });
    }
}
