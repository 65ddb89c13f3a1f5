package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/**
 * Copies what a snapshot sees to a new main file that needs no log. Of one thread.
 *
 * <p>In this order: under the name {@code <to>.partial} the header without its first bytes, then the pages from 1 on, just as
 * they were sealed, then page 0, still without its first bytes, then a force, then those, within one sector, then a force, then the final
 * name, and a force of that. So whatever bears the final name is whole. What bears the other is not opened, and could not be under
 * any name before everything in it is durable.
 *
 * <p>Page 0 says "closed cleanly". Its position is the greatest of all in the file, its transaction the snapshot's, its generation that of
 * the snapshot's page 0: what {@link Opening} makes a log from that goes on behind all of them. Pages name no database, so
 * nothing of them changes with the id.
 *
 * <p>A process that is killed leaves its {@code .partial} file, and the next backup to that name takes it away, perhaps also that of
 * a backup that still runs. So each one looks whether the file of that name bears its own id before it renames or deletes it.
 */
final class Backup {
    private static final int CHUNK_PAGES = 256;

    /** Forced so often, else the force of somebody's commit might wait for hundreds of megabytes of ours. */
    private static final int FORCED_CHUNKS = 16;

    /** So much of the header is missing until the end; enough to hide what it is. */
    private static final int HIDDEN_BYTES = 8;

    private final FileLayer files;
    private final Versions versions;
    private final Snapshot snapshot;
    private final Path target;
    private final Path partial;
    private final byte[] header;
    private long[] free;
    private boolean created;
    private boolean marked;

    /**
     * @param files    where the new file comes to be
     * @param versions where pages come from
     * @param snapshot open
     * @param target   the new file's name
     * @param header   with an id that no other file has
     */
    Backup(FileLayer files, Versions versions, Snapshot snapshot, Path target, byte[] header) {
        this.files = files;
        this.versions = versions;
        this.snapshot = snapshot;
        this.target = target;
        this.header = header;
        partial = target.resolveSibling(target.getFileName() + Pager.PARTIAL);
    }

    void run(Progress progress) {
        Path written = partial;
        try {
            if (files.exists(partial)) {
                files.delete(partial);
            }
            try (DataFile file = create()) {
                copy(file, progress);
            }
            checkNobodyElse();
            files.rename(partial, target);
            written = target;
            files.forceFolder(target.toAbsolutePath().getParent());
        } catch (IOException failed) {
            PesaDbException told = FileFailures.of("write the backup", written, failed);
            discard(written, told);
            throw told;
        } catch (RuntimeException | Error failed) {
            discard(written, failed);
            throw failed;
        }
    }

    private DataFile create() throws IOException {
        try {
            DataFile file = files.open(partial, FileLayer.Mode.CREATE);
            created = true;
            return file;
        } catch (NoSuchFileException noFolder) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    "no backup can be made at " + target + ": the folder "
                            + target.toAbsolutePath().getParent() + " does not exist; make it first",
                    noFolder);
        }
    }

    private void copy(DataFile file, Progress progress) throws IOException {
        file.write(hidden(header), 0);
        marked = true;
        Root root = snapshot.fields();
        long newest = Math.max(
                snapshot.position(), PageFormat.position(0, snapshot.page(0).array()));
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_PAGES * PageFormat.PAGE_BYTES);
        for (long first = 1; first < root.pages(); first += CHUNK_PAGES) {
            progress.report("copying pages", first, root.pages());
            chunk.clear().limit((int) Math.min(CHUNK_PAGES, root.pages() - first) * PageFormat.PAGE_BYTES);
            newest = Math.max(newest, read(first, chunk));
            file.write(chunk.rewind(), first * PageFormat.PAGE_BYTES);
            if (first / CHUNK_PAGES % FORCED_CHUNKS == FORCED_CHUNKS - 1) {
                file.force();
            }
        }
        progress.report("copying pages", root.pages(), root.pages());
        long transaction = Math.max(root.transaction(), snapshot.transaction());
        byte[] image = Creation.rootImage(header, root.clean(root.generation(), transaction), newest);
        file.write(hidden(image), 0);
        file.force();
        file.write(ByteBuffer.wrap(header), 0); // one sector, which a device writes wholly or not at all
        file.force();
    }

    /** Reads pages; returns the greatest name among them. */
    private long read(long first, ByteBuffer chunk) {
        try {
            return versions.readPast(first, snapshot.position(), chunk, this::isFree);
        } finally {
            snapshot.checkOpen(); // after the read: what nobody holds may be overwritten, and damage in it is none
        }
    }

    /** Whether a page is in the list of free pages, which is read when this is asked first: hardly any page is blank. */
    private boolean isFree(long page) {
        if (free == null) {
            free = versions.freePages(snapshot, snapshot.fields());
        }
        return Arrays.binarySearch(free, page) >= 0;
    }

    /** What begins with a header, without what makes it one. */
    private static ByteBuffer hidden(byte[] bytes) {
        byte[] hidden = bytes.clone();
        Arrays.fill(hidden, 0, HIDDEN_BYTES, (byte) 0);
        return ByteBuffer.wrap(hidden);
    }

    private void checkNobodyElse() throws IOException {
        if (!ours(partial)) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    partial + " does not begin as it was written, at byte 0: another backup to " + target
                            + " has begun meanwhile, or the device gives something else; this one ends, without a file");
        }
        if (files.exists(target)) {
            throw new PesaDbException(
                    ErrorCode.IO, target + " has been made meanwhile, and is left as it is; name another file");
        }
    }

    /** Whether a file bears our header, as far as it does from its first write; one that is still shorter may only be ours. */
    private boolean ours(Path path) throws IOException {
        if (!files.exists(path)) {
            return false;
        }
        try (DataFile file = files.open(path, FileLayer.Mode.READ)) {
            byte[] found = new byte[PagerContext.HEADER_BYTES];
            if (file.read(ByteBuffer.wrap(found), 0) < found.length) {
                return !marked;
            }
            return Arrays.equals(found, HIDDEN_BYTES, found.length, header, HIDDEN_BYTES, found.length);
        }
    }

    /** Takes away what is left of a backup that failed. */
    private void discard(Path written, Throwable why) {
        try {
            if (created && ours(written)) {
                files.delete(written);
                if (written == target) {
                    files.forceFolder(target.toAbsolutePath().getParent()); // a power loss must not bring it back
                }
            }
        } catch (IOException | RuntimeException alsoFailed) {
            why.addSuppressed(alsoFailed); // what stays is no database, and the next backup takes it away
        }
    }
}
