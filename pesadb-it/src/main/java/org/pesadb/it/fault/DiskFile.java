package org.pesadb.it.fault;

import java.util.ArrayDeque;

/** The bytes of one file, as programs see them and as the device has them. Guarded by its disk. */
final class DiskFile {
    /** More changes than these do not wait: a kernel, too, writes back in time. */
    private static final int MOST_WAITING = 1 << 16;

    /** Stands for a folder among the names; has no bytes. */
    private final boolean folder;

    private final Blocks now;
    private final Blocks device;
    private final ArrayDeque<Change> waiting = new ArrayDeque<>();
    private Change inFlight;
    private int handles;
    private boolean named = true;

    /**
     * Not forced yet.
     *
     * @param position the first byte written, or the length after a cut
     * @param bytes    not changed any more; null for a cut
     */
    private record Change(long position, byte[] bytes) {
        void on(Blocks blocks) {
            if (bytes == null) {
                blocks.cut(position);
            } else {
                blocks.write(position, bytes, 0, bytes.length);
            }
        }

        void on(Blocks blocks, PowerLoss loss) {
            if (!loss.keeps()) {
                return;
            }
            int unit = bytes == null ? 0 : loss.unit();
            if (unit == 0) {
                on(blocks);
                return;
            }
            for (int at = 0; at < bytes.length; ) {
                int part = (int) Math.min(bytes.length - at, unit - (position + at) % unit);
                if (loss.keepsUnit()) {
                    blocks.write(position + at, bytes, at, part);
                }
                at += part;
            }
        }
    }

    private DiskFile(boolean folder, Blocks now, Blocks device) {
        this.folder = folder;
        this.now = now;
        this.device = device;
    }

    static DiskFile empty() {
        return new DiskFile(false, new Blocks(), new Blocks());
    }

    static DiskFile folder() {
        return new DiskFile(true, new Blocks(), new Blocks());
    }

    boolean isFolder() {
        return folder;
    }

    /** The bytes as programs see them; to read only. */
    Blocks now() {
        return now;
    }

    /** Writes; the bytes belong to this file from now on. */
    void write(long position, byte[] bytes) {
        change(new Change(position, bytes));
    }

    void cut(long length) {
        change(new Change(length, null));
    }

    private void change(Change change) {
        change.on(now);
        if (waiting.size() == MOST_WAITING) {
            waiting.remove().on(device);
        }
        waiting.add(change);
    }

    /** A write that the power loss meets on its way. */
    void writing(long position, byte[] bytes) {
        inFlight = new Change(position, bytes);
    }

    /** A cut that the power loss meets on its way. */
    void cutting(long length) {
        inFlight = new Change(length, null);
    }

    void force() {
        waiting.forEach(change -> change.on(device));
        waiting.clear();
    }

    /** A force that fails: what waited is on the device or not, and waits no more. Programs still see it. */
    void forceInVain(PowerLoss loss) {
        waiting.forEach(change -> change.on(device, loss));
        waiting.clear();
    }

    DiskFile afterCrash(PowerLoss loss) {
        Blocks left = device.copy();
        long forced = left.length();
        for (Change change : waiting) {
            change.on(left, loss);
        }
        if (inFlight != null) {
            inFlight.on(left, loss);
        }
        long length = loss.length(forced, now.length(), left.length());
        left.cut(length);
        left.grow(length);
        return new DiskFile(folder, left, left.copy());
    }

    DiskFile copy() {
        DiskFile copy = new DiskFile(folder, now.copy(), device.copy());
        copy.waiting.addAll(waiting);
        return copy;
    }

    void opened() {
        handles++;
    }

    void closed() {
        handles--;
    }

    void named(boolean name) {
        named = name;
    }

    /** Whether its room on the device is free again. */
    boolean isGone() {
        return !named && handles == 0;
    }
}
