package @package@;

import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;

/**
 * What page 0 says of the main file itself, so that it can be told whether a log belongs to it. It has no versions: it counts in the main file alone.
 *
 * <pre>
 *   32  version of the format                  4        48  the log's generation    8
 *   36  1: closed cleanly, 0: in use           4        56  transaction             8
 *   40  stamp                                  8        64  reached                 8
 * </pre>
 *
 * <p>Stamp and generation tell copies of another time. Each checkpoint raises the stamp, and the log that is cut keeps it: so its main file has that one or
 * a later one. The generation rises with each cut: so its log has that one or a later one. And a log that ends before what was reached has lost its end.
 *
 * @param clean       whether the file has all there is, so that a log may be missing
 * @param stamp       how many checkpoints there were
 * @param generation  the log's when this was written
 * @param transaction at a clean close, the newest one that was ever begun
 * @param reached     the log was durable up to here when this was written
 */
record Mark(boolean clean, long stamp, long generation, long transaction, long reached) {
    /** Of the format of all that this pager writes. */
    static final int VERSION = 1;

    static Mark of(Page page) {
        return new Mark(
                page.getInt(36) == 1, page.getLong(40), page.getLong(48), page.getLong(56), page.getLong(64));
    }

    /** The version that stands in a page 0, which may be of a later program. */
    static int version(Page page) {
        return page.getInt(32);
    }

    void write(MutablePage page) {
        page.putInt(32, VERSION);
        page.putInt(36, clean ? 1 : 0);
        page.putLong(40, stamp);
        page.putLong(48, generation);
        page.putLong(56, transaction);
        page.putLong(64, reached);
    }

    Mark inUse(long newGeneration) {
        return new Mark(false, stamp, newGeneration, transaction, reached);
    }

    /** After one more checkpoint. */
    Mark next(long newGeneration, long durable) {
        return new Mark(false, stamp + 1, newGeneration, transaction, Math.max(reached, durable));
    }

    Mark closed(long newGeneration, long newest, long end) {
        return new Mark(true, stamp, newGeneration, Math.max(transaction, newest), Math.max(reached, end));
    }
}
