package org.pesadb.storage.pager;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/** The default pager, {@code paged}: 4,096-byte pages, their versions in the log, a buffer cache. Has no state. */
public final class PagedPagerProvider implements PagerProvider {
    /** Made by the service loader. */
    public PagedPagerProvider() {}

    @Override
    public String name() {
        return "paged";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean standard() {
        return true;
    }

    @Override
    public void create(PagerContext context) {
        new Creation(context).create();
    }

    @Override
    public Pager open(PagerContext context) {
        return new Opening(context).open();
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        return new DamagedOpening(context, found).open();
    }
}
