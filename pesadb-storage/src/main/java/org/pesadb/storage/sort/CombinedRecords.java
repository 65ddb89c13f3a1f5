package org.pesadb.storage.sort;

import java.util.Arrays;
import org.pesadb.storage.spill.ByteSink;

/** One record for all neighbours of one key. */
final class CombinedRecords implements Records {
    private final Records input;
    private final Combiner combiner;
    private final ByteSink key = new ByteSink();
    private ByteSink payload = new ByteSink();
    private ByteSink combined = new ByteSink();

    /** Whether the input stands at a record that is not among those given out. */
    private boolean ahead;

    CombinedRecords(Records input, Combiner combiner) {
        this.input = input;
        this.combiner = combiner;
        this.ahead = input.next();
    }

    @Override
    public boolean next() {
        if (!ahead) {
            return false;
        }
        key.clear();
        key.put(input.keyBytes(), input.keyAt(), input.keyLength());
        payload.clear();
        payload.put(input.payloadBytes(), input.payloadAt(), input.payloadLength());
        ahead = input.next();
        while (ahead && sameKey()) {
            combined.clear();
            combiner.combine(payload, input, combined);
            ByteSink before = payload;
            payload = combined;
            combined = before;
            ahead = input.next();
        }
        return true;
    }

    private boolean sameKey() {
        return Arrays.equals(
                key.bytes(), 0, key.length(), input.keyBytes(), input.keyAt(), input.keyAt() + input.keyLength());
    }

    @Override
    public byte[] keyBytes() {
        return key.bytes();
    }

    @Override
    public int keyAt() {
        return 0;
    }

    @Override
    public int keyLength() {
        return key.length();
    }

    @Override
    public byte[] payloadBytes() {
        return payload.bytes();
    }

    @Override
    public int payloadAt() {
        return 0;
    }

    @Override
    public int payloadLength() {
        return payload.length();
    }

    @Override
    public void close() {
        ahead = false;
        input.close();
    }
}
