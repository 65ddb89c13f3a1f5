package org.pesadb.storage.pager;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageImage;
import org.pesadb.api.spi.PageType;

/** What a transaction made of a page: a changed image, or nothing where it gave the page back. Of the transaction's thread. */
final class DirtyPage implements PageImage {
    private final long id;

    /** The changed page, or null for a page that this transaction freed: its image says nothing any more. */
    final MutablePage page;

    /** The newest savepoint when this state was made, 0 for none: under a newer one it is no more changed, but copied. */
    final int savepoint;

    private final byte[] image;
    private long position;

    private DirtyPage(long id, PageType type, int owner, byte[] image, int savepoint) {
        this.id = id;
        this.image = image;
        this.savepoint = savepoint;
        page = image == null ? null : new MutablePage(id, type, owner, image, PageFormat.base(id));
    }

    static DirtyPage blank(long id, PageType type, int owner, int savepoint) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        PageFormat.label(id, type, owner, image);
        return new DirtyPage(id, type, owner, image, savepoint);
    }

    static DirtyPage copy(Page of, int savepoint) {
        return new DirtyPage(of.id(), of.type(), of.owner(), of.array().clone(), savepoint);
    }

    static DirtyPage freed(long id, int savepoint) {
        return new DirtyPage(id, PageType.NONE, 0, null, savepoint);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public byte[] seal(long at) {
        position = at;
        PageFormat.seal(id, at, image);
        return image;
    }

    /**
     * The version's name.
     *
     * @return 0 until sealed
     */
    long position() {
        return position;
    }

    /**
     * The page for others to read, now that nobody changes it any more.
     *
     * @return over the same image
     */
    Page sealed() {
        return new Page(id, page.type(), page.owner(), image, PageFormat.base(id));
    }
}
