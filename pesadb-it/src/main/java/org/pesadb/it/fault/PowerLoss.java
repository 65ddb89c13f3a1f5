package org.pesadb.it.fault;

import java.util.Random;

/**
 * What one loss of power does to changes that were not forced. Each has a mood of its own, so that outcomes in which nearly all
 * survives, or nearly nothing, are as frequent as mixed ones.
 */
final class PowerLoss {
    private static final int[] KEPT_PERCENT = {0, 10, 50, 90, 100};
    private static final int SECTOR = 512;

    private final Random chance;
    private final int kept;
    private final int torn;
    private final boolean namesInOrder;

    /**
     * A loss of power.
     *
     * @param chance decides; null loses everything that is not forced
     */
    PowerLoss(Random chance) {
        this.chance = chance;
        kept = chance == null ? 0 : KEPT_PERCENT[chance.nextInt(KEPT_PERCENT.length)];
        torn = chance == null ? 0 : chance.nextInt(3) * 30;
        namesInOrder = chance != null && chance.nextBoolean();
    }

    /** Whether a change is on the device. */
    boolean keeps() {
        return kept > 0 && (kept == 100 || chance.nextInt(100) < kept);
    }

    /** What units of a write survive each by itself, in bytes; 0 where it stays or goes as a whole. */
    int unit() {
        if (kept == 0 || torn == 0 || chance.nextInt(100) >= torn) {
            return 0;
        }
        return chance.nextBoolean() ? SECTOR : Blocks.BLOCK_BYTES;
    }

    /** Whether a unit of a torn write is on the device. */
    boolean keepsUnit() {
        return chance.nextBoolean();
    }

    /** How many of so many changes of names survive where they are kept in order, or -1 where each is for itself. */
    int namesKept(int count) {
        if (chance == null) {
            return 0;
        }
        return namesInOrder ? chance.nextInt(count + 1) : -1;
    }

    /**
     * The length of a file.
     *
     * @param forced   what it was when last forced
     * @param written  what it was when the power went
     * @param survived what the surviving writes reach
     * @return between the least and the greatest of them
     */
    long length(long forced, long written, long survived) {
        if (kept == 0 || written <= forced) {
            return survived;
        }
        return switch (chance.nextInt(6)) {
            case 0 -> Math.max(written, survived); // the length is there, the bytes are zeros
            case 1 -> Math.min(forced, survived); // the bytes are there, the length is not
            case 2 -> Math.min(survived, forced + (long) (chance.nextDouble() * (written - forced)) / SECTOR * SECTOR);
            default -> survived;
        };
    }
}
