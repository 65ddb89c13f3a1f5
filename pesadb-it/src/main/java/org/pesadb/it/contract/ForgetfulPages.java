package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageWriter;

/**
 * Pages of a transaction that leave memory at the end of each call, as they may in a large one: what is handed out is a copy, which is filled with
 * rubbish then. A page that was read before it is changed shows the change or does not, as the SPI leaves open; both ways are to be had.
 */
final class ForgetfulPages extends CountedPages {
    private static final byte RUBBISH = 0x5A;

    private final PageWriter writer;
    private final boolean showsChanges;
    private final Map<Long, MutablePage> changed = new HashMap<>();
    private final Map<Long, MutablePage> shown = new HashMap<>();
    private final List<byte[]> read = new ArrayList<>();

    /**
     * Nothing is handed out yet.
     *
     * @param writer       the pages themselves
     * @param owner        whose they are
     * @param showsChanges whether a page that was read before it is changed shows the change
     */
    ForgetfulPages(PageWriter writer, int owner, boolean showsChanges) {
        super(writer, owner);
        this.writer = writer;
        this.showsChanges = showsChanges;
    }

    @Override
    public Page page(long id) {
        Page real = super.page(id);
        MutablePage now = changed.get(id);
        if (showsChanges) {
            return now != null ? now : shown.computeIfAbsent(id, first -> copy(real));
        }
        Page copy = now == null ? copy(real) : copy(now);
        read.add(copy.array());
        return copy;
    }

    private static MutablePage copy(Page page) {
        return new MutablePage(
                page.id(), page.type(), page.owner(), page.array().clone(), page.arrayIndex(0));
    }

    @Override
    public MutablePage edit(long id) {
        MutablePage real = super.edit(id);
        MutablePage seen = shown.get(id);
        return changed.computeIfAbsent(id, first -> seen != null ? seen : copy(real));
    }

    @Override
    public MutablePage allocate() {
        MutablePage page = copy(super.allocate());
        changed.put(page.id(), page);
        return page;
    }

    @Override
    public void free(long id) {
        super.free(id);
        MutablePage gone = changed.remove(id);
        MutablePage seen = shown.remove(id);
        if (gone != null) {
            read.add(gone.array());
        } else if (seen != null) {
            read.add(seen.array());
        }
    }

    @Override
    void nextEntry() {
        changed.forEach((id, page) -> writer.edit(id).put(0, page.array(), page.arrayIndex(0), page.size()));
        changed.values().forEach(page -> spoil(page.array()));
        changed.keySet().forEach(shown::remove);
        changed.clear();
    }

    @Override
    void endCall() {
        nextEntry();
        shown.values().forEach(page -> spoil(page.array()));
        shown.clear();
        read.forEach(ForgetfulPages::spoil);
        read.clear();
    }

    private static void spoil(byte[] image) {
        Arrays.fill(image, RUBBISH);
    }
}
