package org.pesadb.api.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.Stable;
import org.pesadb.api.TableSchema;

/**
 * A row to fill and fill again. Numbers are not boxed, and text may stay a part of somebody's bytes until it is asked for.
 * Of one thread.
 */
@Stable(since = 1)
public final class RowBuffer implements Row {
    private static final byte NULL = 0;
    private static final byte LONG = 1;
    private static final byte TEXT = 2;
    private static final byte UTF8 = 3;
    private static final byte UNSET = -1;

    private final byte[] kinds;
    private final long[] numbers;
    private final Object[] objects;

    /**
     * A row of NULLs.
     *
     * @param size the number of values
     */
    public RowBuffer(int size) {
        kinds = new byte[size];
        numbers = new long[size];
        objects = new Object[size];
    }

    /**
     * A row of given values.
     *
     * @param values each a {@link Long}, an {@link Integer}, a {@link String}, or null
     * @return a new row
     */
    public static RowBuffer of(Object... values) {
        RowBuffer row = new RowBuffer(values.length);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Number number) {
                row.setLong(i, number.longValue());
            } else {
                row.setText(i, (String) values[i]);
            }
        }
        return row;
    }

    /**
     * A copy of any row.
     *
     * @param row what to copy
     * @return a new row that stays valid by itself
     */
    public static RowBuffer copyOf(Row row) {
        RowBuffer copy = new RowBuffer(row.size());
        for (int i = 0; i < copy.kinds.length; i++) {
            copy.copy(i, row, i);
        }
        return copy;
    }

    /** Makes every value NULL. */
    public void clear() {
        Arrays.fill(kinds, NULL);
        Arrays.fill(objects, null);
    }

    /**
     * Takes values away, so that {@link #misfit} says whether others were set since. Until then they must not be read.
     *
     * @param positions which, from 0
     */
    public void unset(int... positions) {
        for (int position : positions) {
            kinds[position] = UNSET;
        }
    }

    /**
     * Finds a value that is not of its column's type, nor NULL.
     *
     * @param positions where to look, from 0
     * @param schema    the row's table
     * @return the first position of a value of another type, or of one that was {@linkplain #unset taken away} and not set since; -1 where there is none
     */
    public int misfit(int[] positions, TableSchema schema) {
        for (int position : positions) {
            byte kind = kinds[position];
            boolean fits = schema.type(position) == ColumnType.INT
                    ? kind == NULL || kind == LONG
                    : kind == NULL || kind >= TEXT;
            if (!fits) {
                return position;
            }
        }
        return -1;
    }

    /**
     * Sets NULL.
     *
     * @param position from 0
     */
    public void setNull(int position) {
        kinds[position] = NULL;
        objects[position] = null;
    }

    /**
     * Sets a number.
     *
     * @param position from 0
     * @param value    the number
     */
    public void setLong(int position, long value) {
        kinds[position] = LONG;
        numbers[position] = value;
    }

    /**
     * Sets a text.
     *
     * @param position from 0
     * @param value    the text, or null for NULL
     */
    public void setText(int position, String value) {
        kinds[position] = value == null ? NULL : TEXT;
        objects[position] = value;
    }

    /**
     * Sets a text that stands in somebody's bytes, which must not change any more.
     *
     * @param position from 0
     * @param bytes    holds valid UTF-8; kept, not copied
     * @param offset   where the text begins
     * @param length   its length in bytes
     */
    public void setUtf8(int position, byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        kinds[position] = UTF8;
        objects[position] = bytes;
        numbers[position] = (long) offset << 32 | length;
    }

    /**
     * Sets a value from another row.
     *
     * @param position from 0
     * @param row      whose value; it may be changed afterwards
     * @param from     its position in that row
     */
    public void copy(int position, Row row, int from) {
        if (row instanceof RowBuffer other) {
            kinds[position] = other.kinds[from];
            numbers[position] = other.numbers[from];
            objects[position] = other.objects[from];
            return;
        }
        Object value = row.get(from);
        if (value instanceof Long number) {
            setLong(position, number);
        } else {
            setText(position, (String) value);
        }
    }

    /**
     * Whether a value is a number; a value is NULL, a number or a text.
     *
     * @param position from 0
     * @return false for NULL and for a text
     */
    public boolean isLong(int position) {
        return kinds[position] == LONG;
    }

    /**
     * How long a text is in UTF-8, without making a String of it.
     *
     * @param position from 0; holds a text
     * @return bytes
     */
    public int utf8Length(int position) {
        if (kinds[position] == UTF8) {
            return (int) numbers[position];
        }
        String text = (String) objects[position];
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80) {
                length += unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2; // a pair of surrogates takes four bytes
            }
        }
        return length;
    }

    /**
     * Writes a text as UTF-8, without making a String of it.
     *
     * @param position from 0; holds a text
     * @param into     has room for {@link #utf8Length} bytes
     * @param at       where the first of them goes
     * @return where the next byte goes
     */
    public int putUtf8(int position, byte[] into, int at) {
        if (kinds[position] == UTF8) {
            int length = (int) numbers[position];
            System.arraycopy(objects[position], (int) (numbers[position] >>> 32), into, at, length);
            return at + length;
        }
        String text = (String) objects[position];
        int next = at;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                into[next++] = (byte) unit;
            } else if (unit < 0x800) {
                into[next++] = (byte) (0xC0 | unit >> 6);
                into[next++] = (byte) (0x80 | unit & 0x3F);
            } else if (Character.isSurrogate(unit)) {
                int point = text.codePointAt(i++);
                into[next++] = (byte) (0xF0 | point >> 18);
                into[next++] = (byte) (0x80 | point >> 12 & 0x3F);
                into[next++] = (byte) (0x80 | point >> 6 & 0x3F);
                into[next++] = (byte) (0x80 | point & 0x3F);
            } else {
                into[next++] = (byte) (0xE0 | unit >> 12);
                into[next++] = (byte) (0x80 | unit >> 6 & 0x3F);
                into[next++] = (byte) (0x80 | unit & 0x3F);
            }
        }
        return next;
    }

    @Override
    public int size() {
        return kinds.length;
    }

    @Override
    public boolean isNull(int position) {
        return kinds[position] == NULL;
    }

    @Override
    public long getLong(int position) {
        if (kinds[position] != LONG) {
            throw new IllegalStateException("value " + position + " is no INT");
        }
        return numbers[position];
    }

    @Override
    public String getText(int position) {
        switch (kinds[position]) {
            case NULL:
                return null;
            case TEXT:
                return (String) objects[position];
            case UTF8:
                String text = new String(
                        (byte[]) objects[position],
                        (int) (numbers[position] >>> 32),
                        (int) numbers[position],
                        StandardCharsets.UTF_8);
                setText(position, text);
                return text;
            default:
                throw new IllegalStateException("value " + position + " is no TEXT");
        }
    }

    @Override
    public Object get(int position) {
        return kinds[position] == LONG ? (Object) numbers[position] : getText(position);
    }

    /**
     * About how much memory the row takes, for budgets.
     *
     * @return bytes
     */
    public long memoryBytes() {
        long bytes = 80 + 17L * kinds.length;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == TEXT) {
                bytes += 56 + 2L * ((String) objects[i]).length();
            } else if (kinds[i] == UTF8) {
                // The bytes are shared; the worst is that this row alone keeps them.
                bytes += 56 + (numbers[i] & 0xFFFF_FFFFL);
            }
        }
        return bytes;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < kinds.length; i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append(')').toString();
    }
}
