package @package@;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageImage;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * The one write transaction; it has the writer's place until it ends. It sees a page as it left it itself, else as one of the {@link Recent} commits left it,
 * else as its snapshot sees it. Of one thread at a time.
 */
final class Transaction implements PageTransaction {
    private final PlainPager pager;
    private final Versions versions;
    private final Recent recent;
    private final long id;
    private final LogSnapshot base;
    private final long baseEnd;
    private final Root before;
    private final SpillFile spill;
    private final Changes changes;
    private boolean ended;

    /**
     * @param base   registered; given back at the end
     * @param before what page 0 says as of the newest commit
     */
    Transaction(PlainPager pager, long id, LogSnapshot base, Root before) {
        this.pager = pager;
        this.id = id;
        this.base = base;
        this.before = before;
        versions = pager.versions();
        recent = pager.recent();
        baseEnd = recent.end();
        spill = new SpillFile(pager.context());
        changes = new Changes(before, spill, pager.context().transactionBytes());
    }

    private void requireActive() {
        if (ended) {
            throw new IllegalStateException("this transaction has ended");
        }
    }

    // ---- pages

    @Override
    public Page page(long page) {
        requireActive();
        if (page == 0) {
            return rootPage();
        }
        if (page < 0 || page >= pageCount()) {
            throw Versions.noSuchPage(page, pageCount());
        }
        Page changed = changes.read(page);
        return changed != null ? changed : committed(page);
    }

    private Page committed(long page) {
        Long version = recent.version(page);
        Page found = version == null ? null : versions.fromLog(page, version);
        return found != null ? found : versions.read(page, base, this::requireActive);
    }

    private MutablePage rootPage() {
        MutablePage page = PageFormat.copy(versions.main.read(0));
        changes.root().write(page);
        return page;
    }

    @Override
    public long pageCount() {
        return changes.root().pages();
    }

    @Override
    public PageWriter writer(PageType type, int owner) {
        if (type == PageType.NONE || type == PageType.ROOT || type == PageType.FREE || owner < 0) {
            throw new IllegalArgumentException("no pages of type " + type + " for owner " + owner);
        }
        return new Pages(type, owner);
    }

    /** The pages of one table or index. */
    private final class Pages implements PageWriter {
        private final PageType type;
        private final int owner;

        Pages(PageType type, int owner) {
            this.type = type;
            this.owner = owner;
        }

        @Override
        public Page page(long page) {
            return Transaction.this.page(page);
        }

        @Override
        public long pageCount() {
            return Transaction.this.pageCount();
        }

        /** A number gone wrong leads to somebody else's page: better an error here than damage there. */
        private Page own(long page) {
            Page found = Transaction.this.page(page);
            if (page == 0 || found.owner() != owner || found.type() == PageType.FREE) {
                throw new CorruptException(versions.main.name() + " " + found + " does not belong to owner " + owner
                        + "; check the database to see what is damaged");
            }
            return found;
        }

        @Override
        public MutablePage edit(long page) {
            Page found = own(page);
            MutablePage changed = changes.edit(page);
            return changed != null ? changed : changes.put(PageFormat.copy(found));
        }

        /** The first free page, or a new one at the end. */
        @Override
        public MutablePage allocate() {
            requireActive();
            Root root = changes.root();
            long page = root.firstFree();
            if (page == 0) {
                page = root.pages();
                if (page == PageFormat.MOST_PAGES) {
                    throw new PesaDbException(
                            ErrorCode.OUT_OF_RANGE, versions.main.name() + " has all the pages that there can be");
                }
                changes.root(root.withPages(page + 1));
            } else {
                Page found = Transaction.this.page(page);
                if (found.type() != PageType.FREE) {
                    throw new CorruptException(versions.main.name() + " " + found
                            + " is in the chain of free pages; check the database to see what is damaged");
                }
                changes.root(root.withFree(found.getUnsignedInt(0), root.freePages() - 1));
            }
            return changes.put(PageFormat.page(page, type, owner, new byte[PageFormat.BYTES]));
        }

        @Override
        public void free(long page) {
            own(page);
            Root root = changes.root();
            changes.put(PageFormat.page(page, PageType.FREE, 0, new byte[PageFormat.BYTES]))
                    .putInt(0, (int) root.firstFree());
            changes.root(root.withFree(page, root.freePages() + 1));
        }
    }

    @Override
    public long freePages() {
        return changes.root().freePages();
    }

    @Override
    public void releasePages() {
        requireActive();
        changes.moveOut();
    }

    // ---- page 0, and savepoints

    @Override
    public long transaction() {
        return id;
    }

    @Override
    public long root() {
        return changes.root().value();
    }

    @Override
    public void setRoot(long root) {
        requireActive();
        changes.root(changes.root().withValue(root));
    }

    @Override
    public int savepoint() {
        requireActive();
        return changes.savepoint();
    }

    @Override
    public void rollbackTo(int savepoint) {
        requireActive();
        changes.rollbackTo(savepoint);
    }

    @Override
    public void release(int savepoint) {
        requireActive();
        changes.release(savepoint);
    }

    // ---- the end

    @Override
    public void awaitBase() {
        if (baseEnd > 0) {
            versions.log.force(baseEnd);
        }
    }

    @Override
    public void rollback() {
        if (!ended) {
            try {
                versions.log.abandon(id);
            } finally {
                end();
            }
        }
    }

    private void end() {
        ended = true;
        pager.ended(spill.end());
        base.close();
        pager.givePlace();
    }

    @Override
    public void commit() {
        requireActive();
        if (changes.isEmpty() && changes.root().equals(before)) {
            rollback();
            awaitBase(); // what was read here leaves now
            return;
        }
        long end;
        try {
            end = append();
        } catch (RuntimeException | Error failed) {
            if (failed instanceof UnknownOutcomeException
                    || !(failed instanceof PesaDbException || failed instanceof OutOfMemoryError)) {
                pager.fail("nobody knows whether its newest commit counts"); // a log throws nothing else where nothing counts
            }
            pager.abandon(id, failed);
            pager.logging(pager.context().checkpointPages()); // the next writer has the log cut first: what is left there may fill the disk
            throw failed;
        } finally {
            end();
        }
        versions.log.force(end); // without the place: others go on, and share the force
    }

    /** Appends all pages, so many at a time as may be in memory, the commit with the last; nothing counts before that. */
    private long append() {
        Log log = versions.log;
        Map<Long, Long> positions = new HashMap<>();
        List<PageImage> images = new ArrayList<>();
        if (!changes.root().equals(before)) {
            images.add(new Sealing(rootPage(), positions));
        }
        for (long page : changes.pages()) {
            if (images.size() > changes.most()) {
                pager.logging(images.size());
                log.append(id, images);
                images.clear();
            }
            images.add(new Sealing(changes.read(page), positions));
        }
        pager.logging(images.size());
        long end = log.commit(id, images, pageCount());
        try {
            pager.committed(end, positions, changes.root());
        } catch (RuntimeException | Error failed) {
            pager.fail("there was no memory for what its newest commit changed"); // which counts, and the next one would build on what was before
        }
        return end;
    }

    /** A page on its way to the log, which says where it will stand. */
    private record Sealing(MutablePage page, Map<Long, Long> positions) implements PageImage {
        @Override
        public long id() {
            return page.id();
        }

        @Override
        public byte[] seal(long position) {
            positions.put(page.id(), position);
            return PageFormat.seal(page, position);
        }
    }
}
