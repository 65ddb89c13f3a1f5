package @package@;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PagerContext;

/**
 * The main file. Threads share it.
 *
 * <p>Readers take no lock: whoever reads a page here holds a snapshot that forbids a checkpoint to write that very page. Only {@link #fault} reads pages that
 * nobody holds, and so keeps writes away meanwhile.
 */
final class MainFile implements AutoCloseable {
    private static final int SECTOR_BYTES = 512;

    private final Path path;
    private final DataFile file;
    private final ReentrantLock writes = new ReentrantLock();

    /** Page 0 as it stands in the file; null where it is damaged. Kept, as its {@link Mark} is written whoever reads. */
    private volatile Page rootPage;

    MainFile(PagerContext context) {
        path = context.path();
        try {
            file = context.files().open(path, context.readOnly() ? FileLayer.Mode.READ : FileLayer.Mode.WRITE);
        } catch (IOException failed) {
            throw FileFailures.of("open", path, failed);
        }
    }

    /**
     * Reads page 0; before anything else.
     *
     * @throws CorruptException where it is damaged
     */
    void readRoot() {
        byte[] image = new byte[PageFormat.BYTES];
        String fault = load(0, image);
        if (fault != null) {
            throw damaged(0, fault);
        }
        Page page = PageFormat.page(0, image);
        if (Mark.version(page) > Mark.VERSION) {
            throw new PesaDbException(
                    ErrorCode.FORMAT_TOO_NEW,
                    path + " is in version " + Mark.version(page) + " of '@name@', and this one knows " + Mark.VERSION
                            + "; install a newer one");
        }
        rootPage = page;
    }

    /** A new page 0. */
    static byte[] rootImage(byte[] header, Root root, Mark mark) {
        byte[] image = new byte[PageFormat.BYTES];
        System.arraycopy(header, 0, image, 0, header.length);
        return rootImage(PageFormat.page(0, PageType.ROOT, 0, image), root, mark);
    }

    private static byte[] rootImage(MutablePage page, Root root, Mark mark) {
        root.write(page);
        mark.write(page);
        return PageFormat.seal(page, mark.reached());
    }

    Path path() {
        return path;
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Whether page 0 could be read. */
    boolean hasRoot() {
        return rootPage != null;
    }

    Root root() {
        return Root.of(read(0));
    }

    Mark mark() {
        return Mark.of(read(0));
    }

    /**
     * Reads a page.
     *
     * @throws CorruptException where it is damaged, or the file ends before it
     */
    Page read(long id) {
        Page root = rootPage;
        if (id == 0 && root != null) {
            return root;
        }
        byte[] image = new byte[PageFormat.BYTES];
        String fault = load(id, image);
        if (fault != null) {
            throw damaged(id, fault);
        }
        return PageFormat.page(id, image);
    }

    private CorruptException damaged(long id, String fault) {
        return new CorruptException(
                path + " page " + id + ": " + fault + "; check the database to see what else is, and restore a backup");
    }

    /** What is wrong with a page in the file, whoever may see it; null where nothing is. */
    String fault(long id) {
        writes.lock();
        try {
            return load(id, new byte[PageFormat.BYTES]);
        } finally {
            writes.unlock();
        }
    }

    private String load(long id, byte[] image) {
        try {
            return file.read(ByteBuffer.wrap(image), id * PageFormat.BYTES) < image.length
                    ? "the file ends before it does"
                    : PageFormat.fault(id, image);
        } catch (IOException failed) {
            throw FileFailures.of("read page " + id + " of", path, failed);
        }
    }

    /** Writes a sealed page, but for page 0. */
    void write(long id, byte[] image) throws IOException {
        write(ByteBuffer.wrap(image), id * PageFormat.BYTES);
    }

    /**
     * Writes page 0. All that ever changes in it, with its header, lies in one sector, which a device writes wholly or not at all: so no crash leaves
     * half of it.
     */
    void write(Root root, Mark mark) throws IOException {
        MutablePage page = PageFormat.copy(read(0));
        byte[] image = rootImage(page, root, mark);
        write(ByteBuffer.wrap(image, PagerContext.HEADER_BYTES, SECTOR_BYTES), PagerContext.HEADER_BYTES);
        rootPage = page;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        writes.lock();
        try {
            file.write(bytes, at);
        } finally {
            writes.unlock();
        }
    }

    void force() throws IOException {
        file.force();
    }

    /** How many pages it holds or begins. */
    long pages() {
        try {
            return (file.length() + PageFormat.BYTES - 1) / PageFormat.BYTES;
        } catch (IOException failed) {
            throw FileFailures.of("find the length of", path, failed);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw FileFailures.of("close", path, failed);
        }
    }
}
