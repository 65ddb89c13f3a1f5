package org.pesadb.index.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.index.Checked;
import org.pesadb.testing.MemoryPages;

/** Damage in each kind of page is found by the verification, and never shows as anything but corruption. */
class HashIndexDamageTest {
    private static final int NUMBERS = 2000;

    /** Hashes of which most agree in 40 bits, so that there are chains and inner pages too. */
    private static final Hasher CLUSTERED = (k0, k1, bytes, from, length) -> {
        long real = new SipHash().hash(k0, k1, bytes, from, length);
        return length == 4 && (real & 3) == 0 ? real >>> 40 : real;
    };

    private final Checked checked = new Checked(new HashIndexProvider(CLUSTERED, new Random(11)::nextLong), false, 11);
    private final byte[] longKey = Checked.longKey(9000, 1);
    private final byte[] heavyKey = KeyEncoding.ofText("heavy");
    private MemoryPages sound;

    @BeforeEach
    void fill() {
        for (int i = 0; i < NUMBERS; i++) {
            checked.insert(KeyEncoding.ofLong(i), i);
            checked.insert(heavyKey, i);
        }
        checked.insert(longKey, 1);
        checked.verify();
        sound = checked.pages.copy();
    }

    private Map<Integer, Set<Long>> pagesByKind() {
        Map<Integer, Set<Long>> kinds = new HashMap<>();
        checked.index.verify(
                checked.pages,
                (key, row) -> assertFalse(row < 0),
                page -> kinds.computeIfAbsent(Node.kind(checked.pages.page(page)), kind -> new HashSet<>())
                        .add(page),
                fault -> assertEquals(null, fault));
        return kinds;
    }

    private void damage(int kind, Consumer<MutablePage> how) {
        checked.pages.restore(sound);
        long page = pagesByKind().get(kind).iterator().next();
        how.accept(checked.pages.edit(page));
        List<Fault> faults = checked.faults();
        assertFalse(faults.isEmpty(), "kind " + kind);
        for (Fault fault : faults) {
            assertEquals("index users.name", fault.object());
            assertEquals(null, fault.file());
        }
    }

    @Test
    void everyKindOfPageIsThere() {
        assertEquals(
                Set.of(Node.ROOT, Node.INNER, Node.DIRECTORY, Node.BUCKET, Node.CHAINED, Node.KEY),
                pagesByKind().keySet());
    }

    @Test
    void wrongKindOrDepthIsFoundInEveryKindOfPage() {
        for (int kind = Node.ROOT; kind <= Node.KEY; kind++) {
            damage(kind, page -> page.putByte(0, 0));
            damage(kind, page -> page.putByte(0, page.getByte(0) % Node.KEY + 1));
            if (kind != Node.CHAINED && kind != Node.KEY) {
                damage(kind, page -> page.putByte(1, page.getByte(1) + 1));
            }
        }
    }

    @Test
    void wrongChildrenAreFound() {
        for (int kind : new int[] {Node.ROOT, Node.INNER, Node.DIRECTORY}) {
            damage(kind, page -> page.putInt(firstChildAt(page), -5));
            damage(kind, page -> page.putInt(firstChildAt(page), (int) page.id()));
            damage(kind, page -> page.putInt(firstChildAt(page), (int) checked.root));
        }
        // Half of a range lost.
        damage(Node.ROOT, page -> Node.set(page, 3, 1, 0));
    }

    private static int firstChildAt(Page node) {
        int slot = 0;
        while (Node.child(node, slot) == 0) {
            slot++;
        }
        return 24 + 4 * slot;
    }

    @Test
    void wrongHeadsSlotsAndEntriesOfBucketsAreFound() {
        for (int kind : new int[] {Node.BUCKET, Node.CHAINED}) {
            damage(kind, page -> page.putShort(2, 60_000));
            damage(kind, page -> page.putShort(2, page.getShort(2) - 1));
            damage(kind, page -> page.putShort(4, 3));
            damage(kind, page -> page.putShort(6, page.getShort(6) - 1));
            damage(kind, page -> page.putInt(8, (int) page.id()));
            damage(kind, page -> page.putShort(12, 65_000));
            damage(kind, page -> page.putShort(12, page.size() - 1));
            damage(kind, page -> page.putShort(14, page.getShort(14) ^ 1));
            damage(kind, page -> page.putInt(12, page.getInt(16)));
            damage(kind, page -> page.putByte(page.getShort(12), 255));
            damage(kind, page -> page.putByte(page.getShort(12) + 1, 63));
            damage(kind, page -> page.putByte(page.getShort(12) + 2, page.getByte(page.getShort(12) + 2) ^ 8));
        }
    }

    @Test
    void wrongPartsOfLongKeysAreFound() {
        damage(Node.KEY, page -> page.putShort(2, 0));
        damage(Node.KEY, page -> page.putShort(2, 60_000));
        damage(Node.KEY, page -> page.putShort(2, page.getShort(2) - 1));
        damage(Node.KEY, page -> page.putInt(4, (int) page.id()));
        damage(Node.KEY, page -> page.putByte(8, 'y'));
    }

    @Test
    void theVerificationGoesOnBesideAFault() {
        long bucket = pagesByKind().get(Node.BUCKET).iterator().next();
        checked.pages.edit(bucket).putByte(0, 99);
        Set<String> keys = new HashSet<>();
        checked.index.verify(
                checked.pages,
                (key, row) -> keys.add(Checked.name(key)),
                page -> assertTrue(page > 0),
                fault -> assertTrue(fault.message().contains("page " + bucket), fault.message()));
        assertTrue(keys.size() > NUMBERS / 2, keys.size() + " keys are told of still");
    }

    @Test
    void corruptionNamesTheIndexAndThePage() {
        checked.pages.edit(checked.root).putByte(0, 4);
        String message = assertThrows(
                        CorruptException.class, () -> checked.index.find(checked.pages, KeyEncoding.ofLong(1)))
                .getMessage();
        assertTrue(message.contains("users.name") && message.contains("page " + checked.root), message);
    }

    @Test
    void aPageOfAnotherOwnerIsRefused() {
        IndexDefinition other = new IndexDefinition("orders.item", Checked.OWNER + 1, false, 1);
        assertThrows(
                CorruptException.class,
                () -> new HashIndexProvider().open(other, checked.root).find(checked.pages, KeyEncoding.ofLong(1)));
        IndexDefinition unique = new IndexDefinition("users.name", Checked.OWNER, true, 1);
        assertThrows(
                CorruptException.class,
                () -> new HashIndexProvider().open(unique, checked.root).find(checked.pages, KeyEncoding.ofLong(1)));
    }

    /** Random bytes anywhere: nothing but CorruptException may come out, and everything ends. */
    @Test
    void anyDamageIsCorruptionOrAnAnswer() {
        long seed = Checked.seed();
        Random random = new Random(seed);
        int corrupt = 0;
        for (int round = 0; round < 400; round++) {
            checked.pages.restore(sound);
            for (int i = random.nextInt(3); i >= 0; i--) {
                MutablePage page = checked.pages.edit(1 + random.nextInt((int) checked.pages.pageCount() - 1));
                for (int j = random.nextInt(20); j >= 0; j--) {
                    int at = random.nextBoolean() ? random.nextInt(32) : random.nextInt(page.size());
                    page.putByte(at, random.nextBoolean() ? random.nextInt() : random.nextInt(8));
                }
            }
            try {
                checked.faults();
                corrupt += use(random);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertTrue(corrupt > 50, corrupt + " corruptions told of");
    }

    private int use(Random random) {
        int corrupt = 0;
        for (int i = 0; i < 60; i++) {
            byte[] key = i % 20 == 0 ? longKey : i % 3 == 0 ? heavyKey : KeyEncoding.ofLong(random.nextInt(NUMBERS));
            int row = random.nextInt(NUMBERS);
            try {
                switch (i % 4) {
                    case 0 -> checked.index.insert(checked.pages, key, NUMBERS + row);
                    case 1 -> checked.index.delete(checked.pages, key, row);
                    default -> drain(key);
                }
            } catch (CorruptException e) {
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

    private void drain(byte[] key) {
        var rows = checked.index.find(checked.pages, key);
        long row;
        do {
            row = rows.next();
        } while (row >= 0);
    }
}
