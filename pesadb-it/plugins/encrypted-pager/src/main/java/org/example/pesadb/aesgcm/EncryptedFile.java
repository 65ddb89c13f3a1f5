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
    private static final int RUN_PAGES = 256;
    private static final char PLACE = 'M';
    private static final int ROOTS = 4096;
    private static final int PAGES = ROOTS + 2 * SEALED;

    /** In place of the engine's header in page 0: which of its two copies is the newer one. */
    private static final int SEQUENCE = 0;

    /** What is given for a page that is not authentic; no page has such a checksum. */
    private static final byte NONSENSE = (byte) 0xA5;

    private final Path path;
    private final DataFile file;
    private final byte[] key;
    private final Supplier<byte[]> salts;
    /** Null until somebody needs it. */
    private volatile Sealer sealer;

    /** The copy of page 0 that was written since the last force, which is 0 or 1; -1 for none. */
    private int unforcedRoot = -1;
    /** Whether this process knows that the newest copy of page 0 is durable. */
    private boolean rootDurable;

    /**
     * @param key   from the key file
     * @param salts gives the salt, where the file is empty and is written to
     */
    EncryptedFile(Path path, DataFile file, byte[] key, Supplier<byte[]> salts) {
        this.path = path;
        this.file = file;
        this.key = key;
        this.salts = salts;
    }

    /** Under the file's keys; null where it has no pages yet, hence no salt. Who reads the engine's header alone needs none. */
    private Sealer sealer() throws IOException {
        Sealer known = sealer;
        if (known == null) {
            OwnPart own = OwnPart.read(file, path.toString());
            if (own != null) {
                known = new Sealer(own.keys(key, path.toString()).pages(), PLACE);
                sealer = known;
            }
        }
        return known;
    }

    /** The same of a file that is written to: the salt comes before all pages. */
    private synchronized Sealer madeSealer() throws IOException {
        if (sealer() == null) {
            Keys keys = Keys.of(key, salts.get());
            file.write(OwnPart.of(keys).encode(), OwnPart.BEGIN);
            sealer = new Sealer(keys.pages(), PLACE);
        }
        return sealer;
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
                int count = (int) Math.min(RUN_PAGES, (end - 1) / PAGE - page + 1);
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
        Sealer known = sealer();
        for (int i = 0; i < count; i++) {
            openPage(known, first + i, sealed, i * SEALED, plain, i * PAGE);
        }
        return plain;
    }

    private void openPage(Sealer known, long page, byte[] sealed, int from, byte[] plain, int at) {
        if (Sealer.blank(sealed, from, SEALED)) {
            return; // never written
        }
        if (known == null || !known.open(page, 0, sealed, from, plain, at)) {
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

    /** The newer copy of page 0, opened and sealed. */
    private record Root(int copy, long sequence, byte[] image, byte[] sealed) {}

    private Root newestRoot() throws IOException {
        byte[] sealed = new byte[2 * SEALED];
        file.read(ByteBuffer.wrap(sealed), ROOTS);
        Sealer known = sealer();
        Root newest = null;
        for (int copy = 0; copy < 2; copy++) {
            byte[] image = new byte[PAGE];
            if (known != null && known.open(0, 0, sealed, copy * SEALED, image, 0)) {
                long sequence = ByteBuffer.wrap(image).getLong(SEQUENCE);
                if (newest == null || sequence > newest.sequence) {
                    newest = new Root(
                            copy, sequence, image, Arrays.copyOfRange(sealed, copy * SEALED, (copy + 1) * SEALED));
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
        return new Root(1, 0, image, null); // so that the first one goes to the first place
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        long at = position + writeHeader(from, position);
        Sealer made = from.hasRemaining() ? madeSealer() : null;
        while (from.hasRemaining()) {
            long page = at / PAGE;
            int offset = (int) (at % PAGE);
            if (page == 0) {
                at += writeRoot(made, from, offset);
            } else if (offset != 0 || from.remaining() < PAGE) {
                at += writePart(made, from, page, offset);
            } else {
                at += writePages(made, from, page, Math.min(RUN_PAGES, from.remaining() / PAGE));
            }
        }
    }

    private int writePages(Sealer made, ByteBuffer from, long first, int count) throws IOException {
        byte[] plain = new byte[count * PAGE];
        from.get(plain);
        byte[] sealed = new byte[count * SEALED];
        if (count > 1 || !isThere(made, first, plain, sealed)) {
            for (int i = 0; i < count; i++) {
                if (!Sealer.blank(plain, i * PAGE, PAGE)) {
                    made.seal(first + i, 0, plain, i * PAGE, sealed, i * SEALED);
                }
            }
        }
        file.write(ByteBuffer.wrap(sealed), place(first));
        return plain.length;
    }

    /**
     * Whether a page stands in the file just as it is to be written; then also gives its sealed bytes. The inner pager writes a page once more,
     * unchanged, to be sure of the file's length. It may count on that doing no harm however a crash tears it: bytes that do not change cannot be
     * torn. Sealed anew they would change.
     */
    private boolean isThere(Sealer made, long page, byte[] plain, byte[] sealed) throws IOException {
        byte[] found = new byte[PAGE];
        boolean there = file.read(ByteBuffer.wrap(sealed), place(page)) == SEALED
                && !Sealer.blank(sealed, 0, SEALED)
                && made.open(page, 0, sealed, 0, found, 0)
                && Arrays.equals(found, plain);
        if (!there) {
            Arrays.fill(sealed, (byte) 0);
        }
        return there;
    }

    private synchronized int writePart(Sealer made, ByteBuffer from, long page, int offset) throws IOException {
        byte[] plain = readPages(page, 1);
        int length = Math.min(from.remaining(), PAGE - offset);
        from.get(plain, offset, length);
        writePages(made, ByteBuffer.wrap(plain), page, 1);
        return length;
    }

    /** The engine's header stands in the file as it is, and comes before all else: by it whoever makes a file knows it again. */
    private int writeHeader(ByteBuffer from, long position) throws IOException {
        int length = (int) Math.max(0, Math.min(from.remaining(), HEADER - position));
        if (length > 0) {
            file.write(from.slice(from.position(), length), position);
            from.position(from.position() + length);
        }
        return length;
    }

    /** What comes behind the header goes to the copy of page 0 that may be lost. */
    private synchronized int writeRoot(Sealer made, ByteBuffer from, int offset) throws IOException {
        int length = Math.min(from.remaining(), PAGE - offset);
        Root newest = newestRoot();
        makeDurable(newest);
        byte[] image = newest.image;
        from.get(image, offset, length);
        ByteBuffer.wrap(image).putLong(SEQUENCE, newest.sequence + 1);
        byte[] sealed = new byte[SEALED];
        made.seal(0, 0, image, 0, sealed, 0);
        int copy = unforcedRoot >= 0 ? unforcedRoot : 1 - newest.copy;
        unforcedRoot = copy;
        file.write(ByteBuffer.wrap(sealed), rootPlace(copy));
        return length;
    }

    /**
     * Before the other copy is written over for the first time: this one may be in the kernel's memory alone. The same bytes once more do no
     * harm where they are on the device already.
     */
    private void makeDurable(Root newest) throws IOException {
        if (!rootDurable && newest.sequence > 0) {
            file.write(ByteBuffer.wrap(newest.sealed), rootPlace(newest.copy));
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
