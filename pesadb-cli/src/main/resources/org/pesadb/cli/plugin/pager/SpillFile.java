package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PagerContext;

/**
 * Changed pages for which a transaction has no room in memory: slots of a page each, used again when nobody needs what is in them. The file is made when it
 * is needed first, and gone when the transaction ends; it is never forced, as after a crash nobody wants it. Of one transaction.
 *
 * <p>Why not append them to the log, where they must go in the end? A page that is changed now and then would go there each time, and what a savepoint undoes
 * would have to be superseded there.
 */
final class SpillFile {
    private final FileLayer files;
    private final Path folder;
    private final Path path;
    private final Deque<Integer> free = new ArrayDeque<>();
    private DataFile file;
    private int slots;
    private long writes;

    SpillFile(PagerContext context) {
        files = context.files();
        folder = context.spillFolder();
        path = folder.resolve("transaction");
    }

    /**
     * Where a page is.
     *
     * @param number the slot's
     * @param write  which of the writes it was; sealed with it, so that one that the device has lost is found out
     */
    record Slot(int number, long write) {}

    /** Writes a page; where that fails, nothing has happened. */
    Slot write(MutablePage page) {
        try {
            if (file == null) {
                files.createFolders(folder);
                if (files.exists(path)) { // the transaction before could not delete it
                    files.delete(path);
                }
                file = files.open(path, FileLayer.Mode.CREATE);
            }
            int number = free.isEmpty() ? slots : free.peek();
            Slot slot = new Slot(number, ++writes);
            file.write(ByteBuffer.wrap(PageFormat.seal(page, slot.write)), (long) number * PageFormat.BYTES);
            if (free.poll() == null) {
                slots++;
            }
            return slot;
        } catch (IOException failed) {
            throw FileFailures.of("move changed pages out of memory to", path, failed);
        }
    }

    /** Reads a page. */
    MutablePage read(long id, Slot slot) {
        byte[] image = new byte[PageFormat.BYTES];
        try {
            int read = file.read(ByteBuffer.wrap(image), (long) slot.number * PageFormat.BYTES);
            if (read < image.length || PageFormat.fault(id, image) != null || PageFormat.position(id, image) != slot.write) {
                throw new CorruptException(path + " gives something else for page " + id
                        + " than was written; nothing committed is affected: roll back, and look at the device");
            }
        } catch (IOException failed) {
            throw FileFailures.of("read page " + id + " back from", path, failed);
        }
        return PageFormat.page(id, image);
    }

    /** Nobody needs what is in a slot. */
    void give(Slot slot) {
        free.push(slot.number);
    }

    /**
     * The transaction has ended, in whichever way, and a file that stays says nothing against that: the next transaction that needs one, or {@link #sweep} when
     * the database is closed, tries again, and says so where it fails once more.
     *
     * @return null, or what went wrong
     */
    IOException end() {
        if (file == null) {
            return null;
        }
        DataFile ended = file;
        file = null;
        try {
            ended.close();
            files.delete(path);
            return null;
        } catch (IOException stays) {
            return stays;
        }
    }

    /** Takes away whatever is in the folder, and the folder. */
    static void sweep(PagerContext context) throws IOException {
        for (Path left : context.files().list(context.spillFolder(), "")) {
            context.files().delete(left);
        }
        try {
            context.files().delete(context.spillFolder());
        } catch (NoSuchFileException | DirectoryNotEmptyException fine) {
            return; // there is none, or what is in it is no file, and not ours
        }
    }
}
