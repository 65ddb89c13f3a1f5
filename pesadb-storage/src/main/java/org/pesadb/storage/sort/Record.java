package org.pesadb.storage.sort;

import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;

/** Where the parts of a record stand; its form is drawn at the package. To be pointed at one after another. Of one thread. */
final class Record {
    byte[] bytes;
    int keyAt;
    int keyLength;
    int payloadAt;
    int payloadLength;

    /** Looks at a record; returns behind its end. */
    int at(byte[] holder, int offset) {
        bytes = holder;
        keyLength = Bytes.getVarint(holder, offset);
        int next = Bytes.skipVarint(holder, offset);
        payloadLength = Bytes.getVarint(holder, next);
        keyAt = Bytes.skipVarint(holder, next);
        payloadAt = keyAt + keyLength;
        return payloadAt + payloadLength;
    }

    static int length(int keyLength, int payloadLength) {
        return Math.addExact(
                Math.addExact(keyLength, payloadLength),
                Bytes.varintLength(keyLength) + Bytes.varintLength(payloadLength));
    }

    /** Writes a record; returns behind its end. */
    static int write(byte[] into, int at, ByteSink key, ByteSink payload) {
        return write(into, at, key.bytes(), 0, key.length(), payload.bytes(), 0, payload.length());
    }

    /** Writes a record; returns behind its end. */
    static int write(
            byte[] into,
            int at,
            byte[] key,
            int keyAt,
            int keyLength,
            byte[] payload,
            int payloadAt,
            int payloadLength) {
        int next = Bytes.putVarint(into, at, keyLength);
        next = Bytes.putVarint(into, next, payloadLength);
        System.arraycopy(key, keyAt, into, next, keyLength);
        System.arraycopy(payload, payloadAt, into, next + keyLength, payloadLength);
        return next + keyLength + payloadLength;
    }
}
