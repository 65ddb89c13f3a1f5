package org.pesadb.storage.pager;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * What a transaction made of a page: a changed image, or nothing where it gave the page back. Of the transaction's thread.
 *
 * <p>The image is in memory, or in a slot of the spill file, or in both as long as it is the same in both:
 *
 * <pre>
 *   in memory   slot   the state is
 *   yes         no     changed: must be written before it may leave the memory
 *   yes         yes    clean: read back and not changed since, may leave the memory at any time
 *   no          yes    spilled
 *   no          no     freed, or dropped: nobody asks for it again
 * </pre>
 *
 * <p>There is one for each page of a large transaction: so it has no field that its image tells as well.
 */
final class DirtyPage implements SealedImage {
    static final int NO_SLOT = -1;

    private final long id;
    private final boolean freed;

    /** The newest savepoint when this state was made, 0 for none: under a newer one it is no more changed, but copied. */
    final int savepoint;

    /** Set whenever somebody asks for it, and taken back by the search for something to spill. */
    boolean touched;

    /** Where it is in the spill file, or {@link #NO_SLOT}. */
    int slot = NO_SLOT;

    /** CRC-32C of what is there. */
    int crc;

    /** Links of the {@link StateQueue} that it is in. */
    DirtyPage older;

    DirtyPage newer;
    private MutablePage page;

    private DirtyPage(long id, MutablePage page, int savepoint) {
        this.id = id;
        this.page = page;
        this.savepoint = savepoint;
        freed = page == null;
    }

    static DirtyPage blank(long id, PageType type, int owner, int savepoint) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        PageFormat.label(id, type, owner, image);
        return new DirtyPage(id, new MutablePage(id, type, owner, image, PageFormat.base(id)), savepoint);
    }

    static DirtyPage copy(Page of, int savepoint) {
        return copy(of, new byte[PageFormat.PAGE_BYTES], savepoint);
    }

    /** @param image for the copy */
    static DirtyPage copy(Page of, byte[] image, int savepoint) {
        System.arraycopy(of.array(), 0, image, 0, image.length);
        return new DirtyPage(
                of.id(), new MutablePage(of.id(), of.type(), of.owner(), image, PageFormat.base(of.id())), savepoint);
    }

    /** The state of every page that was freed under a savepoint: what was in it says nothing any more. */
    static DirtyPage freed(int savepoint) {
        return new DirtyPage(0, null, savepoint);
    }

    boolean isFreed() {
        return freed;
    }

    /**
     * The page, if it is in memory.
     *
     * @return null where it is not
     */
    MutablePage page() {
        return page;
    }

    /** Takes the image back into memory; it is kept, not copied. */
    MutablePage load(byte[] image) {
        Page read = PageFormat.page(id, image);
        page = new MutablePage(id, read.type(), read.owner(), image, PageFormat.base(id));
        return page;
    }

    /** Lets go of the image in memory. Who was given the page to read has the image still, as it was. */
    void unload() {
        page = null;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public byte[] seal(long at) {
        byte[] image = page.array();
        PageFormat.seal(id, at, image);
        return image;
    }

    @Override
    public long position() {
        return PageFormat.position(id, page.array());
    }

    /**
     * The page for others to read, now that nobody changes it any more.
     *
     * @return over the same image
     */
    Page sealed() {
        return new Page(id, page.type(), page.owner(), page.array(), PageFormat.base(id));
    }
}
