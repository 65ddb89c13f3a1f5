package org.pesadb.storage.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.pesadb.api.ColumnType;
import org.pesadb.api.spi.KeyEncoding;

/**
 * What conditions leave of a column: some single values, or a range of them, as keys of that column alone. NULL is a value here, the
 * least one; nearly every condition leaves it out. Immutable.
 *
 * <pre>
 *   NULL   00                                        c &lt; v     from the least value to v
 *   INT    01 00×8 (the least) … 01 FF×8, end 02     c &gt; v     from behind v to the end of the type
 *   TEXT   02 00 00 (the empty text) …, end 03       c LIKE 'ab%'   from 02 a b, to behind it
 * </pre>
 *
 * <p>Behind a text v is the {@linkplain KeyRange#successor successor} of its key, behind a number the key of the next one: so a
 * range that holds nothing is seen to be empty, such as {@code c > 4 AND c < 5}.
 */
final class Domain {
    private static final byte[] LEAST_INT = KeyEncoding.ofLong(Long.MIN_VALUE);
    private static final byte[] LEAST_TEXT = KeyEncoding.ofText("");
    private static final byte[] END_OF_INT = {2};
    private static final byte[] END_OF_TEXT = {3};
    private static final int END_MARK = 2;

    private final byte[][] points;
    private final byte[] from;
    private final byte[] to;
    private final boolean exact;

    private Domain(byte[][] points, byte[] from, byte[] to, boolean exact) {
        this.points = points;
        this.from = from;
        this.to = to;
        this.exact = exact;
    }

    /** What is left of it by one more condition. */
    Domain and(Term term) {
        return meet(of(term));
    }

    static Domain of(Term term) {
        byte[] least = term.type() == ColumnType.INT ? LEAST_INT : LEAST_TEXT;
        byte[] end = term.type() == ColumnType.INT ? END_OF_INT : END_OF_TEXT;
        return switch (term.operator()) {
            case EQUAL, IN -> points(term.values());
            case IS_NULL -> point(KeyEncoding.ofNull());
            case IS_NOT_NULL -> new Domain(null, least, end, true);
            case NOT_EQUAL -> new Domain(null, least, end, false);
            case LESS -> new Domain(null, least, key(term), true);
            case LESS_OR_EQUAL -> new Domain(null, least, behind(term), true);
            case GREATER -> new Domain(null, behind(term), end, true);
            case GREATER_OR_EQUAL -> new Domain(null, key(term), end, true);
            case LIKE -> like((String) term.values().get(0));
        };
    }

    private static Domain point(byte[] key) {
        return new Domain(new byte[][] {key}, null, null, true);
    }

    private static Domain points(List<Object> values) {
        if (values.size() == 1) {
            return point(KeyEncoding.of(values.get(0)));
        }
        TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
        values.forEach(value -> keys.add(KeyEncoding.of(value)));
        return new Domain(keys.toArray(byte[][]::new), null, null, true);
    }

    private static byte[] key(Term term) {
        return KeyEncoding.of(term.values().get(0));
    }

    private static byte[] behind(Term term) {
        if (term.values().get(0) instanceof Long number) {
            return number == Long.MAX_VALUE ? END_OF_INT : KeyEncoding.ofLong(number + 1);
        }
        return KeyRange.successor(key(term));
    }

    /** By what stands before the first wildcard; wholly so, where nothing but {@code %} comes after it. */
    private static Domain like(String pattern) {
        String prefix = prefix(pattern);
        if (prefix.length() == pattern.length()) {
            return point(KeyEncoding.ofText(pattern));
        }
        byte[] whole = KeyEncoding.ofText(prefix);
        byte[] begun = Arrays.copyOf(whole, whole.length - END_MARK);
        boolean exact = pattern.chars().skip(prefix.length()).allMatch(c -> c == '%');
        return new Domain(null, prefix.isEmpty() ? LEAST_TEXT : begun, KeyRange.successor(begun), exact);
    }

    /** What a pattern of LIKE begins with before its first wildcard. */
    static String prefix(String pattern) {
        int length = 0;
        while (length < pattern.length() && pattern.charAt(length) != '%' && pattern.charAt(length) != '_') {
            length++;
        }
        return pattern.substring(0, length);
    }

    private Domain meet(Domain other) {
        boolean both = exact && other.exact;
        if (points != null || other.points != null) {
            Domain few = points != null ? this : other;
            Domain filter = points != null ? other : this;
            List<byte[]> left = new ArrayList<>();
            for (byte[] point : few.points) {
                if (filter.holds(point)) {
                    left.add(point);
                }
            }
            return new Domain(left.toArray(byte[][]::new), null, null, both);
        }
        boolean later = Arrays.compareUnsigned(other.from, from) > 0;
        boolean sooner = Arrays.compareUnsigned(other.to, to) < 0;
        return new Domain(null, later ? other.from : from, sooner ? other.to : to, both);
    }

    private boolean holds(byte[] key) {
        if (points != null) {
            return Arrays.binarySearch(points, key, Arrays::compareUnsigned) >= 0;
        }
        return Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0;
    }

    /** Whether no value is left. */
    boolean isEmpty() {
        return points != null ? points.length == 0 : Arrays.compareUnsigned(from, to) >= 0;
    }

    /** Whether it says all that the conditions say, so that none of them needs to be tested. */
    boolean isExact() {
        return exact;
    }

    /** The single values, ascending; null where it is a range. */
    byte[][] points() {
        return points;
    }

    /** Whether it is one single value. */
    boolean isPoint() {
        return points != null && points.length == 1;
    }

    /** The least value. */
    byte[] from() {
        return points != null ? points[0] : from;
    }

    /** Beyond the greatest value. */
    byte[] to() {
        return points != null ? KeyRange.successor(points[points.length - 1]) : to;
    }

    @Override
    public String toString() {
        return points != null
                ? points.length + " values"
                : "from " + shown(from) + " to " + shown(to) + (exact ? "" : ", about");
    }

    private static String shown(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }
}
