package org.pesadb.index.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.index.Checked;
import org.pesadb.testing.MemoryPages;

/** Damage in each field of each kind of page is found by the verification, and never shows as anything but corruption. */
class BTreeDamageTest {
    private static final int NUMBERS = 600;

    /** Kinds of page here: the root and the inner pages apart. */
    private static final int ROOT = 4;

    private final Checked checked = new Checked(new BTreeProvider(), false, 11);
    private final byte[] longKey = Checked.longKey(9_000, 1);
    private final byte[] otherLongKey = Checked.longKey(9_000, 2);
    private MemoryPages sound;
    private List<Long> ids;

    /** A field: where it is, how many bytes it has. */
    private record Field(String name, int at, int bytes) {}

    @BeforeEach
    void fill() {
        for (int i = 0; i < NUMBERS; i++) {
            checked.insert(KeyEncoding.ofLong(i * 7L), i);
        }
        // Separators that hold nearly a whole key and a row, few to a page: three levels.
        for (int i = 0; i < 2_400; i++) {
            checked.insert(wide(i % 12), (long) i << 40);
        }
        for (int i = 0; i < 40; i++) {
            checked.insert(longKey, i);
            checked.insert(otherLongKey, i);
        }
        checked.verify();
        sound = checked.pages.copy();
        ids = new ArrayList<>();
        checked.index.verify(
                checked.pages, (key, row) -> assertFalse(row < 0), ids::add, fault -> assertEquals(null, fault));
    }

    private static byte[] wide(int number) {
        byte[] key = new byte[900];
        java.util.Arrays.fill(key, (byte) (100 + number));
        return key;
    }

    private int kind(long id) {
        Page page = sound.page(id);
        return id == checked.root ? ROOT : Node.kind(page);
    }

    /** The first and the last page of a kind. */
    private List<Long> some(int kind) {
        List<Long> all = ids.stream().filter(id -> kind(id) == kind).toList();
        return List.copyOf(new java.util.LinkedHashSet<>(List.of(all.get(0), all.get(all.size() - 1))));
    }

    private List<Field> fields(Page page) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("kind", 0, 1));
        if (Node.kind(page) == Node.LONG_KEY) {
            fields.add(new Field("bytes here", 2, 2));
            fields.add(new Field("next", 4, 4));
            fields.add(new Field("number of cells", 8, 8));
            fields.add(new Field("length", 16, 4));
            return fields;
        }
        fields.add(new Field("level", 1, 1));
        fields.add(new Field("flags", 2, 2));
        fields.add(new Field("count", 4, 2));
        fields.add(new Field("cells", 6, 2));
        fields.add(new Field("live", 8, 2));
        fields.add(new Field("prefix length", 10, 2));
        fields.add(new Field("zeros", 14, 2));
        fields.add(new Field("left, or first child", 16, 4));
        fields.add(new Field("right", 20, 4));
        for (int slot : new int[] {0, Node.count(page) / 2, Node.count(page) - 1}) {
            int at = Node.slotsAt(page) + Node.SLOT_BYTES * slot;
            fields.add(new Field("offset of slot " + slot, at, 2));
            fields.add(new Field("head of slot " + slot, at + 2, 4));
            int cell = Node.cell(page, slot);
            int form = Cell.form(page, cell);
            fields.add(new Field("form of slot " + slot, cell, 2));
            if (!Node.isLeaf(page)) {
                fields.add(new Field("child of slot " + slot, cell + 2, 4));
            }
            if (Cell.isLong(form)) {
                int at2 = Cell.restAt(page, cell, form) + Cell.rest(form);
                fields.add(new Field("long length of slot " + slot, at2, 4));
                fields.add(new Field("long page of slot " + slot, at2 + 4, 4));
            }
        }
        return fields;
    }

    private static long value(Page page, Field field) {
        return switch (field.bytes) {
            case 1 -> page.getByte(field.at);
            case 2 -> page.getShort(field.at);
            case 4 -> page.getInt(field.at);
            default -> page.getLong(field.at);
        };
    }

    private static void set(MutablePage page, Field field, long value) {
        switch (field.bytes) {
            case 1 -> page.putByte(field.at, (int) value);
            case 2 -> page.putShort(field.at, (int) value);
            case 4 -> page.putInt(field.at, (int) value);
            default -> page.putLong(field.at, value);
        }
    }

    @Test
    void everyFieldOfEveryKindOfPageIsVerified() {
        int damages = 0;
        Random random = new Random(1);
        for (int kind : new int[] {ROOT, Node.INNER, Node.LEAF, Node.LONG_KEY}) {
            for (long id : some(kind)) {
                for (Field field : fields(sound.page(id))) {
                    long max = field.bytes == 8 ? Long.MAX_VALUE : (1L << 8 * field.bytes - 1) - 1;
                    long old = value(sound.page(id), field);
                    for (long value : new long[] {0, 1, max, -1, old + 1, id}) {
                        checked.pages.restore(sound);
                        set(checked.pages.edit(id), field, value);
                        if (value(checked.pages.page(id), field) == old) {
                            continue;
                        }
                        damages++;
                        String what = "kind " + kind + ", page " + id + ", " + field + " set to " + value;
                        List<Fault> faults = checked.faults();
                        if (faults.isEmpty() && !field.name.equals("cells")) {
                            // Another key in its place: for the caller to find, who compares entries with rows.
                            assertThrows(AssertionError.class, checked::verify, what);
                        } else if (faults.isEmpty()) {
                            checked.verify(); // they may begin earlier, and waste room
                        }
                        faults.forEach(fault -> assertEquals("index users.name", fault.object(), what));
                        try {
                            use(random, 18);
                        } catch (RuntimeException | StackOverflowError e) {
                            throw new AssertionError(what, e);
                        }
                    }
                }
            }
        }
        assertTrue(damages > 400, damages + " damages");
    }

    /** The one field that may hold anything: it only says where to split. */
    @Test
    void thePlaceOfTheLastInsertIsOnlyAHint() {
        for (long id : ids) {
            if (kind(id) != Node.LONG_KEY) {
                checked.pages.edit(id).putShort(12, 1);
            }
        }
        checked.verify();
        for (int i = 0; i < 2_000; i++) {
            checked.insert(KeyEncoding.ofLong(i * 7L + 1), i);
        }
        checked.verify();
    }

    @Test
    void keysOutOfOrderAreFound() {
        long leaf = some(Node.LEAF).get(0);
        checked.pages.restore(sound);
        MutablePage page = checked.pages.edit(leaf);
        int first = Node.slotsAt(page);
        page.move(first + Node.SLOT_BYTES, first, Node.SLOT_BYTES);
        assertFalse(checked.faults().isEmpty());
    }

    @Test
    void leavesThatChangedPlacesAreFound() {
        List<Long> leaves = some(Node.LEAF);
        byte[] one = image(leaves.get(0));
        byte[] other = image(leaves.get(1));
        checked.pages.edit(leaves.get(0)).put(0, other, 0, other.length);
        checked.pages.edit(leaves.get(1)).put(0, one, 0, one.length);
        assertTrue(checked.faults().size() > 2);
    }

    private byte[] image(long id) {
        Page page = sound.page(id);
        byte[] image = new byte[page.size()];
        page.copyTo(0, image, 0, image.length);
        return image;
    }

    @Test
    void theVerificationGoesOnBesideAFault() {
        long leaf = some(Node.LEAF).get(0);
        checked.pages.edit(leaf).putByte(0, 99);
        Set<String> keys = new HashSet<>();
        checked.index.verify(
                checked.pages,
                (key, row) -> keys.add(Checked.name(key)),
                page -> assertTrue(page > 0),
                fault -> assertTrue(fault.message().contains("page " + leaf), fault.message()));
        assertTrue(keys.size() > 100, keys.size() + " keys are told of still");
    }

    @Test
    void leavesInACircleEndWithCorruption() {
        Index index = checked.index;
        List<Long> leaves = ids.stream().filter(id -> kind(id) == Node.LEAF).toList();
        long one = leaves.get(0);
        long other = Node.right(sound.page(one));
        MutablePage first = checked.pages.edit(one);
        MutablePage second = checked.pages.edit(other);
        Node.setLeft(first, other);
        Node.setRight(second, one);
        for (boolean descending : new boolean[] {true, false}) {
            RowIdCursor rows = index.range(checked.pages, null, descending ? KeyEncoding.ofLong(1) : null, descending);
            String message =
                    assertThrows(CorruptException.class, () -> drain(rows)).getMessage();
            assertTrue(message.contains("users.name") && message.contains("page "), message);
        }
    }

    /** Random bytes anywhere: nothing but CorruptException may come out, and everything ends. */
    @Test
    void anyDamageIsCorruptionOrAnAnswer() {
        long seed = Checked.seed();
        Random random = new Random(seed);
        int corrupt = 0;
        for (int round = 0; round < 200; round++) {
            checked.pages.restore(sound);
            for (int i = random.nextInt(3); i >= 0; i--) {
                MutablePage page = checked.pages.edit(1 + random.nextInt((int) checked.pages.pageCount() - 1));
                for (int j = random.nextInt(20); j >= 0; j--) {
                    int at = random.nextBoolean() ? random.nextInt(48) : random.nextInt(page.size());
                    page.putByte(at, random.nextBoolean() ? random.nextInt() : random.nextInt(8));
                }
            }
            try {
                checked.faults();
                corrupt += use(random, 60);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertTrue(corrupt > 30, corrupt + " corruptions told of");
    }

    private byte[] anyKey(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> longKey;
            case 1 -> otherLongKey;
            case 2, 3 -> wide(random.nextInt(12));
            default -> KeyEncoding.ofLong(random.nextInt(NUMBERS) * 7L);
        };
    }

    private int use(Random random, int operations) {
        int corrupt = 0;
        for (int i = 0; i < operations; i++) {
            byte[] key = anyKey(random);
            int row = random.nextInt(NUMBERS);
            try {
                switch (i % 6) {
                    case 0 -> checked.index.insert(checked.pages, key, NUMBERS + row);
                    case 1 -> checked.index.delete(checked.pages, key, row);
                    case 2 -> assertTrue(checked.index.estimate(checked.pages, key, null) >= 0);
                    case 3 ->
                        drain(checked.index.range(checked.pages, key, i % 4 == 3 ? null : anyKey(random), i % 4 < 2));
                    default -> drain(checked.index.find(checked.pages, key));
                }
            } catch (CorruptException e) {
                assertTrue(e.getMessage().contains("page "), e.getMessage());
                corrupt++;
            }
        }
        try {
            checked.index.drop(checked.pages);
        } catch (CorruptException e) {
            corrupt++;
        }
        return corrupt;
    }

    private static void drain(RowIdCursor rows) {
        long row;
        do {
            row = rows.next();
        } while (row >= 0);
    }
}
