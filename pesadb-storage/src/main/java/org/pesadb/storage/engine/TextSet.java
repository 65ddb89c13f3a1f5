package org.pesadb.storage.engine;

import java.util.Arrays;
import java.util.List;

/** The texts of an IN, in UTF-8: a hash table with open places, at most half full. Immutable. */
final class TextSet {
    private final byte[][] places;

    TextSet(List<byte[]> texts) {
        places = new byte[Math.max(2, Integer.highestOneBit(texts.size()) << 2)][];
        for (byte[] text : texts) {
            places[place(text, 0, text.length)] = text;
        }
    }

    boolean contains(byte[] bytes, int offset, int length) {
        return places[place(bytes, offset, length)] != null;
    }

    /** Where a text stands, or would. */
    private int place(byte[] bytes, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & places.length - 1;
        while (places[place] != null
                && !Arrays.equals(places[place], 0, places[place].length, bytes, offset, offset + length)) {
            place = place + 1 & places.length - 1;
        }
        return place;
    }
}
