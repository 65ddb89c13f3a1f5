package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;

/**
 * What the SPI asks of an index, one rule a test. Whoever wrote one extends this by one method:
 *
 * <pre>{@code
 * class RadixIndexTest extends IndexContract {
 *     protected IndexProvider provider() {
 *         return new RadixIndexProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>The index works on a real database, the standard pager and log, over a disk in memory that can lose its power. What it does is compared with a sorted
 * map. Beside what it answers the rules look at the pages that it asks for: they must be its own, none may be kept from one call to the next, and
 * all of them must be free again when it is dropped. A way to write an index: begin with one page, in which entries stand one after another,
 * and let the first rules pass; then let it grow by splitting, until "size" passes too; then look at "damage", for which each number that comes from
 * a page is checked before it is believed, and {@link IndexOutOfBoundsException} made a {@link org.pesadb.api.CorruptException}.
 *
 * <p>What can be set by system properties:
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code pesadb.seed}</td><td>repeats the random choices of a test that failed; it stands in the failure</td></tr>
 * <tr><td>{@code pesadb.contract.index-entries}</td><td>how large the index of "size" grows; 1,000,000</td></tr>
 * <tr><td>{@code pesadb.contract.index-some}</td><td>how many entries most other rules work with; 2,000</td></tr>
 * <tr><td>{@code pesadb.contract.index-heavy}</td><td>how many rows one key gets; 10,000</td></tr>
 * <tr><td>{@code pesadb.contract.index-steps}</td><td>how many random operations "all together" does; 6,000</td></tr>
 * <tr><td>{@code pesadb.contract.index-damages}</td><td>how many times "damage" damages pages; 300</td></tr>
 * <tr><td>{@code pesadb.contract.index-crashes}</td><td>how many times the power goes in "crash"; at each call to the disk, some hundreds</td></tr>
 * <tr><td>{@code pesadb.contract.index-speed}</td><td>how many entries "speed" inserts; 20,000</td></tr>
 * </table>
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class IndexContract extends Contract {
    private final int some = size("index-some", 2000);
    private final int manyRows = size("index-heavy", 10_000);

    /** For the classes of authors. */
    protected IndexContract() {}

    /**
     * The kind of index that is judged.
     *
     * @return the same, or another object that does the same, each time
     */
    protected abstract IndexProvider provider();

    /**
     * The kind as it was in each older version that it still reads, by which the kit has indexes written for it: out of the jar of then
     * ({@link org.pesadb.api.spi.Components#withPlugins}), or classes kept in the test. They are asked to create an index, to insert and delete, and to verify and find
     * what they wrote.
     *
     * @return for each version from {@link IndexProvider#oldestFormatVersion()} to before {@link IndexProvider#formatVersion()} one at least, by the same
     *     name; none, unless overridden, which is right for a kind that reads no older version
     */
    protected List<IndexProvider> olderVersions() {
        return List.of();
    }

    @Override
    final Component part() {
        return provider();
    }

    /** Works on a new index in one transaction, and looks at all of it after the commit. */
    private void work(boolean unique, Consumer<IndexWork> rule) {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), unique);
            IndexWork work = index.write();
            rule.accept(work);
            work.commit();
            index.check();
        }
    }

    /** The same of an index that is unique and of one that is not. */
    private void work(Consumer<IndexWork> rule) {
        work(false, rule);
        work(true, rule);
    }

    private static void fill(IndexWork work, int from, int to) {
        for (int i = from; i < to; i++) {
            work.insert(IndexKeys.number(i * 7919L % 100_003), i);
            work.releasePages();
        }
    }

    private Random random(int number) {
        return new Random(seed() + number);
    }

    private static byte[] bytes(int... values) {
        byte[] key = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            key[i] = (byte) values[i];
        }
        return key;
    }

    @Test
    @DisplayName("provider: its name and its format versions are well formed, and the same always")
    void provider_isWellFormed() {
        IndexProvider one = provider();
        Components.of(null, List.of(one)); // refuses what is not
        IndexProvider other = provider();
        assertEquals(one.name(), other.name(), "name");
        assertEquals(one.formatVersion(), other.formatVersion(), "format version");
        assertEquals(one.oldestFormatVersion(), other.oldestFormatVersion(), "oldest format version");
        assertEquals(one.ordered(), other.ordered(), "whether it is ordered");
    }

    @Test
    @DisplayName("create: the root is a page of the index, and nothing is in it")
    void create_givesARoot() {
        try (IndexBench bench = IndexBench.tight()) {
            long stranger = bench.strangersPage(IndexBench.OWNER + 1, 5);
            IndexCase index = IndexCase.create(bench, provider(), false);
            assertTrue(index.root() > 0 && index.root() != stranger, () -> "the root is page " + index.root());
            try (PageSnapshot snapshot = bench.pager().read()) {
                Page root = snapshot.page(index.root());
                assertEquals(PageType.INDEX, root.type(), "type of the root");
                assertEquals(IndexBench.OWNER, root.owner(), "owner of the root");
            }
            index.check();
        }
    }

    @Test
    @DisplayName("open: any number of objects work on one index, and each sees what another one did")
    void open_givesAccessWithoutState() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), false);
            Index first = index.index();
            index.openAgain();
            Index second = index.index();
            IndexWork work = index.write();
            IndexModel model = work.model();
            for (int i = 0; i < some; i++) {
                byte[] one = IndexKeys.number(-i);
                byte[] many = IndexKeys.number(1 + i % 10);
                // Each of the keys with many rows is written by both objects.
                boolean turn = (i + i / 10) % 2 == 0;
                Index writing = turn ? first : second;
                Index other = turn ? second : first;
                for (byte[] key : List.of(one, many)) {
                    assertTrue(writing.insert(work.pages(), key, i), "inserting what is not there");
                    model.add(key, i);
                    IndexReads.find(other, work.pages(), model, key);
                }
                if (i % 5 == 0) {
                    assertTrue(other.delete(work.pages(), many, i), "deleting what another object inserted");
                    model.remove(many, i);
                    IndexReads.find(writing, work.pages(), model, many);
                }
            }
            work.commit();
            index.check();
        }
    }

    @Test
    @DisplayName("find: an empty index has nothing, and no key has the rows of another")
    void find_nothing() {
        work(work -> {
            for (byte[] key : List.of(new byte[0], bytes(0), bytes(255), IndexKeys.number(1), IndexKeys.of(9000, 1))) {
                work.find(key);
            }
            work.insert(IndexKeys.number(1), 1);
            for (int i = -2; i < 5; i++) {
                work.find(IndexKeys.number(i));
            }
            work.find(new byte[0]);
            work.find(Arrays.copyOf(IndexKeys.number(1), 3));
            work.find(IndexKeys.of(9000, 1));
        });
    }

    @Test
    @DisplayName("find: several cursors may be read in turns, and one may be left before its end")
    void find_inTurns() {
        work(false, work -> {
            List<byte[]> keys = List.of(IndexKeys.number(1), IndexKeys.number(2), IndexKeys.number(3));
            for (int i = 0; i < some; i++) {
                work.insert(keys.get(i % 3), i);
            }
            work.findInTurns(keys);
        });
    }

    @Test
    @DisplayName("insert: every row that was inserted is found again, each once, however many there are")
    void insert_isFound() {
        work(work -> {
            fill(work, 0, some);
            work.findAll();
            fill(work, some, 2 * some);
            work.findAll();
        });
    }

    @Test
    @DisplayName("insert: where the index is not unique, a key may have ten thousand rows, and loses them one by one")
    void insert_manyRowsOfAKey() {
        work(false, work -> {
            byte[] key = IndexKeys.number(5);
            work.insert(IndexKeys.number(4), 1);
            work.insert(IndexKeys.number(6), 2);
            for (int i = 0; i < manyRows; i++) {
                work.insert(key, i * 7919L % manyRows);
                work.releasePages();
            }
            work.find(key);
            for (int i = 0; i < manyRows - 10; i++) {
                work.delete(key, i);
                work.releasePages();
            }
            work.find(key);
            work.find(IndexKeys.number(4));
            work.find(IndexKeys.number(6));
        });
    }

    @Test
    @DisplayName("insert: a key that a unique index has already is refused, and nothing changes")
    void insert_uniqueRefuses() {
        work(true, work -> {
            for (int i = 0; i < 500; i++) {
                work.insert(IndexKeys.number(i), i);
                work.insert(IndexKeys.number(i / 2), 1000 + i);
            }
            work.findAll();
            work.delete(IndexKeys.number(7), 7);
            work.insert(IndexKeys.number(7), 8);
            work.insert(IndexKeys.number(7), 9);
            work.findAll();
        });
    }

    @Test
    @DisplayName("delete: a row that was deleted is gone, all others stay, and it may come again")
    void delete_takesOne() {
        work(work -> {
            fill(work, 0, some);
            for (int i = 0; i < some; i += 2) {
                work.delete(IndexKeys.number(i * 7919L % 100_003), i);
                work.find(IndexKeys.number(i * 7919L % 100_003));
            }
            work.findAll();
            fill(work, 0, some);
            work.findAll();
        });
    }

    @Test
    @DisplayName("delete: what is not there changes nothing")
    void delete_nothing() {
        work(work -> {
            work.delete(IndexKeys.number(1), 1);
            fill(work, 0, 300);
            byte[] there = IndexKeys.number(0);
            work.delete(there, 17);
            work.delete(IndexKeys.number(-5), 0);
            work.delete(new byte[0], 0);
            work.findAll();
        });
    }

    @Test
    @DisplayName("keys: the empty one, zeros, 0xFF and beginnings of others are keys like any other")
    void keys_atTheEnds() {
        work(work -> {
            List<byte[]> keys = new ArrayList<>();
            keys.add(new byte[0]);
            for (int length = 1; length < 40; length++) {
                for (int fill : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                    byte[] key = new byte[length];
                    Arrays.fill(key, (byte) fill);
                    keys.add(key);
                    byte[] last = key.clone();
                    last[length - 1] ^= (byte) 0x80;
                    keys.add(last);
                }
            }
            for (int i = 0; i < keys.size(); i++) {
                work.insert(keys.get(i), i);
            }
            keys.forEach(work::find);
            for (int i = 0; i < keys.size(); i += 2) {
                work.delete(keys.get(i), i);
            }
            keys.forEach(work::find);
        });
    }

    @Test
    @DisplayName(
            "keys: of up to 255 bytes work; longer ones work, or are refused with OUT_OF_RANGE, which names the limit")
    void keys_long() {
        work(work -> {
            int shortestRefused = Integer.MAX_VALUE;
            for (int length : new int[] {200, IndexKeys.TAKEN_BYTES, 256, 257, 1000, 2000, 4000, 4096, 9000, 100_000}) {
                for (int number = 0; number < 4; number++) {
                    boolean taken = work.insertLong(IndexKeys.of(length, number), number);
                    assertTrue(
                            taken || length > IndexKeys.TAKEN_BYTES, () -> "a key of " + length + " bytes is refused");
                    assertFalse(
                            taken && length > shortestRefused, () -> "of two keys the longer one is taken, " + length);
                    shortestRefused = taken ? shortestRefused : Math.min(shortestRefused, length);
                    work.find(IndexKeys.of(length, number));
                }
                work.delete(IndexKeys.of(length, 2), 2);
            }
            work.findAll();
        });
    }

    @Test
    @DisplayName("keys: an array that was given is neither written to nor kept")
    void keys_areTheCallers() {
        // Work gives each call an array of its own, and spoils it afterwards.
        work(work -> {
            for (int length = 1; length <= IndexKeys.TAKEN_BYTES; length += length < 16 ? 1 : 17) {
                work.insert(IndexKeys.of(length, length), length);
                work.findAll();
            }
            for (int i = 0; i < some / 8; i++) {
                work.insert(IndexKeys.any(random(i)), some + i);
                work.findAll();
            }
        });
    }

    @Test
    @DisplayName("rows: are any numbers from 0 to 2^63 - 1")
    void rows_atTheEnds() {
        work(false, work -> {
            long[] rows = {
                0, 1, 255, 256, 65_536, 1L << 31, 1L << 32, 1L << 48, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE
            };
            for (long row : rows) {
                work.insert(IndexKeys.number(1), row);
                work.insert(IndexKeys.number(row), row);
            }
            work.findAll();
            for (long row : rows) {
                work.delete(IndexKeys.number(1), row);
                work.findAll();
            }
        });
    }

    @Test
    @DisplayName("range: the rows between two bounds, or none, come in the order of their keys, upwards and downwards")
    void range_inOrder() {
        work(work -> {
            if (!provider().ordered()) {
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> work.range(null, null),
                        "what a kind that is not ordered says to a range");
                return;
            }
            work.range(null, null);
            Random random = random();
            for (int i = 0; i < some; i++) {
                work.insert(IndexKeys.any(random), i);
            }
            List<byte[]> keys = work.model().keys();
            work.range(null, null);
            for (int i = 0; i < some / 10; i++) {
                byte[] from = random.nextBoolean() ? keys.get(random.nextInt(keys.size())) : IndexKeys.any(random);
                byte[] to = random.nextBoolean() ? keys.get(random.nextInt(keys.size())) : IndexKeys.any(random);
                work.range(from, to);
                work.range(from, null);
                work.range(null, to);
                work.range(from, from);
            }
            work.range(new byte[0], new byte[0]);
            work.range(null, new byte[0]);
            work.range(new byte[0], bytes(0));
        });
    }

    @Test
    @DisplayName(
            "estimate: is 0 or more, or -1; never more than 0 for a range that is empty by its bounds; and reads few pages")
    void estimate_isCheap() {
        work(work -> {
            work.estimate(null, null);
            fill(work, 0, 5 * some);
            Random random = random();
            for (int i = 0; i < 100; i++) {
                byte[] from = random.nextInt(5) == 0 ? null : IndexKeys.number(random.nextInt(100_003));
                byte[] to = random.nextInt(5) == 0 ? null : IndexKeys.number(random.nextInt(100_003));
                long before = work.pages().visits();
                work.estimate(from, to);
                assertTrue(work.pages().visits() - before <= 64, "an estimate asked for more than 64 pages");
            }
            work.estimate(IndexKeys.number(5), IndexKeys.number(5));
            work.estimate(IndexKeys.number(6), IndexKeys.number(5));
        });
    }

    @Test
    @DisplayName("build: entries come in as by insert, in order or not, though each key is gone with the next")
    void build_fills() {
        for (boolean sorted : new boolean[] {true, false}) {
            for (int count : new int[] {0, 1, some}) {
                for (boolean unique : new boolean[] {true, false}) {
                    IndexBuild.check(provider(), unique, sorted, count, random());
                }
            }
        }
    }

    @Test
    @DisplayName("build: a key that comes twice ends the build of a unique index, which tells the row")
    void build_tellsDuplicates() {
        IndexBuild.checkDuplicate(provider(), true);
        IndexBuild.checkDuplicate(provider(), false);
    }

    @Test
    @DisplayName("all together: random work on a unique index gives what a sorted map gives")
    void random_unique() {
        IndexRandomWork.run(provider(), true, size("index-steps", 6000), random());
    }

    @Test
    @DisplayName("all together: random work on an index that is not unique gives what a sorted map gives")
    void random_notUnique() {
        IndexRandomWork.run(provider(), false, size("index-steps", 6000), random());
    }

    @Test
    @DisplayName("pages: only the index's own are read, changed and given back")
    void pages_areItsOwn() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase one = IndexCase.create(bench, provider(), false, IndexBench.OWNER);
            long stranger = bench.strangersPage(IndexBench.OWNER + 2, 77);
            IndexCase other = IndexCase.create(bench, provider(), true, IndexBench.OWNER + 1);
            for (int i = 0; i < 10; i++) {
                for (IndexCase index : List.of(one, other)) {
                    IndexWork work = index.write();
                    fill(work, i * 200, i * 200 + 200);
                    work.commit();
                }
            }
            one.check();
            IndexWork work = one.write();
            work.drop();
            work.commit();
            other.check();
            try (PageSnapshot snapshot = bench.pager().read()) {
                assertEquals(77, snapshot.page(stranger).getLong(0), "what stands in the page of somebody else");
            }
        }
    }

    @Test
    @DisplayName("pages: none is kept from one call to the next")
    void pages_areAskedForAgain() {
        for (boolean showsChanges : new boolean[] {true, false}) {
            try (IndexBench bench = IndexBench.tight()) {
                IndexCase index = IndexCase.create(bench, provider(), false);
                IndexWork work = index.writeForgetfully(showsChanges);
                fill(work, 0, some);
                work.findAll();
                for (int i = 0; i < some; i += 3) {
                    work.delete(IndexKeys.number(i * 7919L % 100_003), i);
                    work.releasePages();
                }
                work.findAll();
                work.commit();
                index.check();
            }
        }
    }

    @Test
    @DisplayName("state: all of it is in pages, so that a rollback takes everything back")
    void state_rollsBack() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), true);
            IndexWork work = index.write();
            fill(work, 0, some / 4);
            work.commit();
            work = index.write();
            fill(work, some / 4, some);
            for (int i = 0; i < some / 8; i++) {
                work.delete(IndexKeys.number(i * 7919L % 100_003), i);
            }
            IndexModel undone = work.model();
            work.rollback();
            for (Runnable next : List.<Runnable>of(index::takeTurns, index::openAgain, () -> {})) {
                index.check();
                try (PageSnapshot snapshot = bench.pager().read()) {
                    for (byte[] key : undone.keys()) {
                        IndexReads.find(index.index(), index.read(snapshot), index.committed(), key);
                    }
                }
                next.run();
            }
        }
    }

    @Test
    @DisplayName("state: what was done since a savepoint is undone with it, and the rest of the transaction goes on")
    void state_returnsToASavepoint() {
        work(work -> {
            fill(work, 0, 300);
            for (int i = 1; i < 6; i++) {
                work.begin();
                fill(work, 300 * i, 300 * i + 500);
                work.delete(IndexKeys.number(0), 0);
                IndexModel undone = work.model();
                work.undo();
                undone.keys().forEach(work::find);
                fill(work, 300 * i, 300 * i + 300);
            }
            work.findAll();
        });
    }

    @Test
    @DisplayName("snapshots: a reader sees the index as it was, whatever was done to it since, up to its being dropped")
    void snapshots_stay() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), false);
            List<PageSnapshot> snapshots = new ArrayList<>();
            List<IndexModel> models = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                IndexWork work = index.write();
                fill(work, i * 300, i * 300 + 400);
                for (int j = 0; j < i * 100; j++) {
                    work.delete(IndexKeys.number(j * 7919L % 100_003), j);
                }
                work.commit();
                snapshots.add(bench.pager().read());
                models.add(index.committed());
            }
            IndexWork work = index.write();
            work.drop();
            work.commit();
            for (int i = 0; i < snapshots.size(); i++) {
                IndexReads.all(index.index(), index.read(snapshots.get(i)), models.get(i));
                snapshots.get(i).close();
            }
        }
    }

    @Test
    @DisplayName("drop: every page is given back")
    void drop_givesPagesBack() {
        for (int count : new int[] {0, 1, 3 * some}) {
            try (IndexBench bench = IndexBench.tight()) {
                IndexCase index = IndexCase.create(bench, provider(), false);
                IndexWork work = index.write();
                fill(work, 0, count);
                for (int i = 0; i < count / 4; i++) {
                    work.insert(IndexKeys.number(1), i);
                }
                work.insertLong(IndexKeys.of(9000, 1), 1);
                work.commit();
                work = index.write();
                work.drop();
                work.commit();
                index.gone();
            }
        }
    }

    @Test
    @DisplayName("space: what was deleted leaves room for what comes, so that the pages do not become ever more")
    void space_isUsedAgain() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), false);
            int first = 0;
            int last = 0;
            for (int round = 0; round < 8; round++) {
                for (boolean inserting : new boolean[] {true, false}) {
                    IndexWork work = index.write();
                    for (int i = 0; i < some; i++) {
                        byte[] key = IndexKeys.number(round * 1000L + i * 7919L % 100_003);
                        if (inserting) {
                            work.insert(key, i);
                        } else {
                            work.delete(key, i);
                        }
                        work.releasePages();
                    }
                    work.commit();
                    last = bench.pagesOf(IndexBench.OWNER).size();
                    first = round == 0 && inserting ? last : first;
                }
            }
            index.check();
            int most = 3 * first + 8;
            int pages = last;
            assertTrue(pages <= most, () -> pages + " pages for nothing, more than " + most);
        }
    }

    @Test
    @DisplayName(
            "verify: gives every entry once, those of one key together, every page once, and finds no fault in a sound index")
    void verify_givesAll() {
        for (boolean unique : new boolean[] {true, false}) {
            try (IndexBench bench = IndexBench.tight()) {
                IndexCase index = IndexCase.create(bench, provider(), unique);
                index.sound();
                IndexWork work = index.write();
                fill(work, 0, some);
                for (int i = 0; i < some; i++) {
                    work.insert(IndexKeys.number(i % 3), i);
                }
                work.insertLong(IndexKeys.of(9000, 1), 1);
                work.commit();
                index.sound();
            }
        }
    }

    @Test
    @DisplayName(
            "describe: of a sound page it tells pieces that lie on it, apart or within each other, and never changes it or throws")
    void describe_tellsOfEachPage() {
        for (boolean unique : new boolean[] {true, false}) {
            try (IndexBench bench = IndexBench.tight()) {
                IndexCase index = IndexCase.create(bench, provider(), unique);
                IndexSights.describe(index);
                IndexWork work = index.write();
                fill(work, 0, some);
                for (int i = 0; i < some; i++) {
                    work.insert(IndexKeys.number(i % 3), i);
                    work.insert(IndexKeys.any(random(i)), i);
                }
                work.insert(new byte[0], 1);
                work.insertLong(IndexKeys.of(9000, 1), 1);
                for (int i = 0; i < some; i += 3) {
                    work.delete(IndexKeys.number(i * 7919L % 100_003), i);
                }
                work.commit();
                IndexSights.describe(index);
            }
        }
    }

    @Test
    @DisplayName(
            "nodes: an index that shows itself shows the root first and each of its pages once, below one that came before it, and with all entries")
    void nodes_showEachPage() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase plain = IndexCase.create(bench, provider(), true);
            IndexSights.nodes(plain, true);
            for (int round = 0; round < 4; round++) {
                IndexWork work = plain.write();
                fill(work, round * some, (round + 1) * some);
                work.commit();
                IndexSights.nodes(plain, true);
            }
        }
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase mixed = IndexCase.create(bench, provider(), false);
            for (int round = 0; round < 4; round++) {
                IndexWork work = mixed.write();
                for (int i = 0; i < some; i++) {
                    work.insert(IndexKeys.any(random(i)), round * some + i);
                    work.insert(IndexKeys.number(i % 3), round * some + i);
                }
                work.insertLong(IndexKeys.of(9000, round), 1);
                for (int i = 0; i < some; i += 2) {
                    work.delete(IndexKeys.number(i % 3), round * some + i);
                }
                work.commit();
                IndexSights.nodes(mixed, false);
            }
        }
    }

    @Test
    @DisplayName("damage: pages that hold anything whatever give CorruptException or an answer, nothing else, and soon")
    void damage_isTold() {
        new IndexDamage(provider(), random()).run(size("index-damages", 300));
    }

    @Test
    @DisplayName("crash: wherever the power goes, what was committed is there, and sound")
    void crash_losesNothing() {
        int crashes = new IndexCrashes(provider(), seed()).run(size("index-crashes", Integer.MAX_VALUE / 2));
        assertTrue(crashes > 0, "the power went at least once");
    }

    @Test
    @DisplayName("threads: readers in snapshots of their own see what they should while one writes")
    void threads_read() throws InterruptedException {
        new IndexThreads(provider(), 1 + some / 50, seed()).run();
    }

    @Test
    @DisplayName("maintain, upgrade: between any two statements, they change no answer")
    void maintain_changesNoAnswer() {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, provider(), false);
            Random random = random();
            for (int round = 0; round < 8; round++) {
                IndexWork work = index.write();
                for (int i = 0; i < 200; i++) {
                    byte[] near = work.model().near(IndexKeys.any(random));
                    if (near == null || random.nextInt(10) < (round < 5 ? 8 : 2)) {
                        work.insert(IndexKeys.any(random), IndexKeys.row(random));
                    } else {
                        work.delete(near, work.model().anyRow(near, random));
                    }
                    if (i % 20 == 0) {
                        work.maintain();
                        work.find(IndexKeys.any(random));
                    }
                }
                work.findAll();
                work.commit();
                PageTransaction transaction = bench.write();
                CountedPages pages =
                        new CountedPages(transaction.writer(PageType.INDEX, IndexBench.OWNER), IndexBench.OWNER);
                index.kind().upgrade(pages, index.definition(), index.root());
                transaction.commit();
                index.check();
            }
        }
    }

    @Test
    @DisplayName(
            "older: an index of each older version that is read gives its answers as it is; upgrade brings it up to date, once, and not at all where it is undone")
    void older_isReadAndBroughtUpToDate() {
        for (IndexProvider older : OlderParts.of(provider(), olderVersions())) {
            for (int entries : new int[] {0, 1, some}) {
                IndexUpgrade.run(older, provider(), false, entries, random());
                IndexUpgrade.run(older, provider(), true, entries, random());
            }
        }
    }

    @Test
    @DisplayName(
            "size: a look-up among a million entries visits at most four times as many pages as one among ten thousand")
    void size_keepsLookUpsShort() {
        System.out.println(new IndexGrowth(provider(), size("index-entries", 1_000_000), random()).grow(random()));
    }

    @Test
    @DisplayName("speed: is printed beside the default's")
    void speed_isPrinted() {
        IndexProvider mine = provider();
        int entries = size("index-speed", 20_000);
        IndexProvider standard = Components.installed()
                .choose(ComponentKind.INDEX, IndexProvider.class, mine.ordered() ? "btree" : "hash");
        StringBuilder table = new StringBuilder(
                String.format("%,d entries            ns/insert   ns/find ns/ranged   pages%n", entries));
        for (IndexProvider kind : standard.name().equals(mine.name()) ? List.of(mine) : List.of(standard, mine)) {
            IndexGrowth growth = new IndexGrowth(kind, entries, random());
            growth.speed(); // warms the code up
            table.append(growth.speed()).append(System.lineSeparator());
        }
        System.out.print(table);
    }
}
