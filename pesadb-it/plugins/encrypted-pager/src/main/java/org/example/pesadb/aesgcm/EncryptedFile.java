package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.PagerContext;

/**
 * A main file, whose pages are sealed where they stand; the package draws it. The caller sees page {@code n} at byte {@code n * 4096}. Threads
 * share it: reads take no lock but those of page 0.
 */
final class EncryptedFile implements DataFile {
    private static final System.Logger LOGGER = System.getLogger(EncryptedFile.class.getName());

    private static final int PAGE = Sealer.PAGE_BYTES;
    private static final int SEALED = Sealer.SEALED_BYTES;
    private static final int HEADER = PagerContext.HEADER_BYTES;
    private static final int ROOTS = 4096;
    private static final int PAGES = ROOTS + 2 * SEALED;

    /** In place of the engine's header in page 0: which of its two copies is the newer one. */
    private static final int SEQUENCE = 0;

    /** What is given for a page that is not authentic; no page has such a checksum. */
    private static final byte NONSENSE = (byte) 0xA5;

    private final Path path;
    private final DataFile file;
    private final Supplier<Keys> newKeys;
    /** Null where the file has no pages yet, hence no salt. */
    private volatile Sealer sealer;

    /** The copy of page 0 that was written since the last force, which is 0 or 1; -1 for none. */
    private int unforcedRoot = -1;
    /** Whether this process knows that the newest copy of page 0 is durable. */
    private boolean rootDurable;

    /**
     * @param keys    of the file; null where it is empty, or ends before its pages
     * @param newKeys for a file that is empty
     */
    EncryptedFile(Path path, DataFile file, Keys keys, Supplier<Keys> newKeys) {
        this.path = path;
        this.file = file;
        this.newKeys = newKeys;
        sealer = keys == null ? null : new Sealer(keys.pages(), 'M');
    }

    /** Where a page other than page 0 stands. */
    private static long place(long page) {
        return PAGES + (page - 1) * SEALED;
    }

    private static long rootPlace(int copy) {
        return ROOTS + (long) copy * SEALED;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        long end = Math.min(position + into.remaining(), length());
        long at = position;
        while (at < end) {
            long page = at / PAGE;
            if (page == 0) {
                at += readRoot(into, (int) at, (int) Math.min(end, PAGE));
            } else {
                int count = (int) Math.min(256, (end - 1) / PAGE - page + 1);
                byte[] plain = readPages(page, count);
                int from = (int) (at - page * PAGE);
                int length = (int) Math.min(end - at, plain.length - from);
                into.put(plain, from, length);
                at += length;
            }
        }
        return (int) Math.max(0, end - position);
    }

    private int readRoot(ByteBuffer into, int from, int to) throws IOException {
        byte[] page = new byte[PAGE];
        if (to > HEADER) {
            synchronized (this) {
                System.arraycopy(newestRoot().image, 0, page, 0, PAGE);
            }
        }
        Arrays.fill(page, 0, HEADER, (byte) 0);
        file.read(ByteBuffer.wrap(page, 0, HEADER), 0);
        into.put(page, from, to - from);
        return to - from;
    }

    private byte[] readPages(long first, int count) throws IOException {
        byte[] sealed = new byte[count * SEALED];
        file.read(ByteBuffer.wrap(sealed), place(first));
        byte[] plain = new byte[count * PAGE];
        for (int i = 0; i < count; i++) {
            openPage(first + i, sealed, i * SEALED, plain, i * PAGE);
        }
        return plain;
    }

    private void openPage(long page, byte[] sealed, int from, byte[] plain, int at) {
        if (Sealer.blank(sealed, from, SEALED)) {
            return; // never written
        }
        if (sealer == null || !sealer.open(page, 0, sealed, from, plain, at)) {
            Arrays.fill(plain, at, at + PAGE, NONSENSE);
            tellNotAuthentic(page);
        }
    }

    private void tellNotAuthentic(long page) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "{0} page {1} is not authentic: a crash has torn it, or somebody else has written it",
                path,
                page);
    }

    /** The newer copy of page 0. */
    private record Root(int copy, long sequence, byte[] image) {}

    private Root newestRoot() throws IOException {
        byte[] sealed = new byte[2 * SEALED];
        file.read(ByteBuffer.wrap(sealed), ROOTS);
        Root newest = null;
        for (int copy = 0; copy < 2; copy++) {
            byte[] image = new byte[PAGE];
            if (sealer != null && sealer.open(0, 0, sealed, copy * SEALED, image, 0)) {
                long sequence = ByteBuffer.wrap(image).getLong(SEQUENCE);
                if (newest == null || sequence > newest.sequence) {
                    newest = new Root(copy, sequence, image);
                }
            }
        }
        if (newest != null) {
            return newest;
        }
        byte[] image = new byte[PAGE];
        if (!Sealer.blank(sealed, 0, sealed.length)) {
            Arrays.fill(image, NONSENSE);
            tellNotAuthentic(0);
        }
        return new Root(1, 0, image); // so that the first one goes to the first place
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        if (sealer == null) {
            begin();
        }
        long at = position;
        while (from.hasRemaining()) {
            long page = at / PAGE;
            int offset = (int) (at % PAGE);
            if (page == 0) {
                at += writeRoot(from, offset);
            } else if (offset != 0 || from.remaining() < PAGE) {
                at += writePart(from, page, offset);
            } else {
                at += writePages(from, page, Math.min(256, from.remaining() / PAGE));
            }
        }
    }

    /** The salt comes before all pages. */
    private synchronized void begin() throws IOException {
        if (sealer == null) {
            Keys keys = newKeys.get();
            file.write(OwnPart.of(keys).encode(), OwnPart.BEGIN);
            sealer = new Sealer(keys.pages(), 'M');
        }
    }

    private int writePages(ByteBuffer from, long first, int count) throws IOException {
        byte[] plain = new byte[count * PAGE];
        from.get(plain);
        byte[] sealed = new byte[count * SEALED];
        for (int i = 0; i < count; i++) {
            if (!Sealer.blank(plain, i * PAGE, PAGE)) {
                sealer.seal(first + i, 0, plain, i * PAGE, sealed, i * SEALED);
            }
        }
        file.write(ByteBuffer.wrap(sealed), place(first));
        return plain.length;
    }

    private synchronized int writePart(ByteBuffer from, long page, int offset) throws IOException {
        byte[] plain = readPages(page, 1);
        int length = Math.min(from.remaining(), PAGE - offset);
        from.get(plain, offset, length);
        writePages(ByteBuffer.wrap(plain), page, 1);
        return length;
    }

    /** The engine's header stays as it is; the rest goes to the copy of page 0 that may be lost. */
    private synchronized int writeRoot(ByteBuffer from, int offset) throws IOException {
        int length = Math.min(from.remaining(), PAGE - offset);
        int header = Math.max(0, Math.min(length, HEADER - offset));
        if (header > 0) {
            file.write(from.slice(from.position(), header), offset);
            from.position(from.position() + header);
        }
        if (length > header) {
            Root newest = newestRoot();
            makeDurable(newest);
            byte[] image = newest.image;
            from.get(image, offset + header, length - header);
            int copy = unforcedRoot >= 0 ? unforcedRoot : 1 - newest.copy;
            ByteBuffer.wrap(image).putLong(SEQUENCE, newest.sequence + 1);
            unforcedRoot = copy;
            writeRoot(image, copy);
        }
        return length;
    }

    private void writeRoot(byte[] image, int copy) throws IOException {
        byte[] sealed = new byte[SEALED];
        sealer.seal(0, 0, image, 0, sealed, 0);
        file.write(ByteBuffer.wrap(sealed), rootPlace(copy));
    }

    /** Before the other copy is written over for the first time: this one may be in the kernel's memory alone. */
    private void makeDurable(Root newest) throws IOException {
        if (!rootDurable && newest.sequence > 0) {
            writeRoot(newest.image, newest.copy);
            file.force();
        }
        rootDurable = true;
    }

    @Override
    public void force() throws IOException {
        synchronized (this) {
            file.force();
            unforcedRoot = -1;
        }
    }

    @Override
    public long length() throws IOException {
        long length = file.length();
        if (length < rootPlace(1)) {
            return Math.min(length, HEADER);
        }
        return PAGE * (1 + Math.max(0, (length - PAGES) / SEALED));
    }

    @Override
    public synchronized void truncate(long length) throws IOException {
        if (length == 0) {
            file.truncate(0);
            sealer = null;
            return;
        }
        long end = place((length + PAGE - 1) / PAGE);
        if (end < file.length()) {
            file.truncate(end);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
