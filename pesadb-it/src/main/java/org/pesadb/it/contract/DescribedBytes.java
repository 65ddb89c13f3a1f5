package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Page;

/** What a part tells of a page's bytes, and what can be held against it. Of one thread. */
final class DescribedBytes implements ByteMap {
    /** A piece of the page, as it was told. */
    private record Piece(int offset, int length, String name, String value) {
        int end() {
            return offset + length;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();

    private DescribedBytes() {}

    @Override
    public void field(int offset, int length, String name, String value) {
        pieces.add(new Piece(offset, length, name, value));
    }

    /**
     * Has a sound page described twice: the same comes both times, nothing of the page is changed, and pieces have names and values, lie
     * among the bytes that are the part's to tell of, and are apart or one within the other.
     *
     * @param part  tells
     * @param first the first byte that it may tell of
     * @param end   behind the last one
     */
    static void requireSound(BiConsumer<Page, ByteMap> part, Page page, int first, int end) {
        byte[] before = page.array().clone();
        DescribedBytes told = new DescribedBytes();
        part.accept(page, told);
        DescribedBytes again = new DescribedBytes();
        part.accept(page, again);
        assertArrayEquals(before, page.array(), () -> page + " is described, and changed by that");
        assertEquals(told.pieces, again.pieces, () -> page + " is described in two ways");
        for (Piece piece : told.pieces) {
            assertTrue(
                    piece.name != null && !piece.name.isEmpty() && piece.value != null,
                    () -> page + ": " + piece + " has no name or no value");
            assertTrue(
                    piece.length > 0 && piece.offset >= first && piece.offset <= end - piece.length,
                    () -> page + ": " + piece + " is not within bytes " + first + " to " + end);
        }
        requireNested(page, told.pieces);
    }

    private static void requireNested(Page page, List<Piece> pieces) {
        List<Piece> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparingInt(Piece::offset).thenComparing(Piece::length, Comparator.reverseOrder()));
        Deque<Piece> around = new ArrayDeque<>();
        for (Piece piece : sorted) {
            while (!around.isEmpty() && around.peek().end() <= piece.offset) {
                around.pop();
            }
            Piece outer = around.peek();
            assertTrue(
                    outer == null || piece.end() <= outer.end(),
                    () -> page + ": " + piece + " begins within " + outer + " and ends behind it");
            assertTrue(
                    outer == null || piece.offset > outer.offset || piece.length < outer.length,
                    () -> page + ": " + piece + " is what " + outer + " is already");
            around.push(piece);
        }
    }

    /** Has a page described that holds anything whatever: it may tell anything, or of damage, but throws nothing else. */
    static void requireTyped(BiConsumer<Page, ByteMap> part, Page page) {
        DescribedBytes told = new DescribedBytes();
        try {
            part.accept(page, told);
        } catch (PesaDbException damaged) {
            assertTrue(damaged.getMessage() != null, "what is damaged is said");
        }
    }
}
