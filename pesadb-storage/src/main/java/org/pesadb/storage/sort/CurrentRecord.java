package org.pesadb.storage.sort;

/** Records of which one is looked at: that one answers. Of one thread. */
abstract class CurrentRecord implements Records {
    /** What {@link #next} went to; its maker points it at one record after another, or exchanges it. */
    Record current;

    @Override
    public final byte[] keyBytes() {
        return current.bytes;
    }

    @Override
    public final int keyAt() {
        return current.keyAt;
    }

    @Override
    public final int keyLength() {
        return current.keyLength;
    }

    @Override
    public final byte[] payloadBytes() {
        return current.bytes;
    }

    @Override
    public final int payloadAt() {
        return current.payloadAt;
    }

    @Override
    public final int payloadLength() {
        return current.payloadLength;
    }
}
