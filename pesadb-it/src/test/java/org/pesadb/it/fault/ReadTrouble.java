package org.pesadb.it.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.pesadb.it.fault.IoCall.Kind;

/** One thing that goes wrong with what is read in a run, from a given call on. The file itself is as it should be. Of one run. */
final class ReadTrouble implements FaultPlan {
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;

    /** Once, up to {@link #FAILS}; then what lasts, for all reads of a place of the file. */
    enum How {
        NEVER,
        FLIPS_THE_BEGINNING,
        FLIPS_ANYWHERE,
        FLIPS_THE_END,
        ZEROS,
        NEXT_SECTOR,
        NEXT_PAGE,
        PAGE_BEFORE,
        ANY_PAGE,
        FAILS,
        FLIPS_FROM_THEN_ON,
        ZEROS_FROM_THEN_ON,
        FAILS_FROM_THEN_ON
    }

    private final How how;
    private final IoCall at;
    private final Random chance;
    private final List<IoCall> reads;
    private SimulatedDisk disk;
    private boolean struck;
    private long place;
    private int bit;

    private ReadTrouble(How how, IoCall at, Random chance, List<IoCall> reads) {
        this.how = how;
        this.at = at;
        this.chance = chance;
        this.reads = reads;
    }

    /** Nothing goes wrong, and all reads are listed. */
    static ReadTrouble none(List<IoCall> reads) {
        return new ReadTrouble(How.NEVER, null, new Random(0), reads);
    }

    /**
     * What can go wrong with a read.
     *
     * @param most how many of them, drawn by chance
     */
    static List<ReadTrouble> of(IoCall read, int most, Random chance) {
        List<ReadTrouble> all = new ArrayList<>();
        for (How how : How.values()) {
            if (how != How.NEVER) {
                all.add(new ReadTrouble(how, read, new Random(chance.nextLong()), List.of()));
            }
        }
        Collections.shuffle(all, chance);
        return all.subList(0, Math.min(most, all.size()));
    }

    void on(SimulatedDisk harmed) {
        disk = harmed;
        harmed.plan(this);
    }

    @Override
    public Injection before(IoCall call) {
        if (call.kind() != Kind.READ) {
            return Injection.NONE;
        }
        reads(call);
        boolean now = at != null && call.number() == at.number();
        if (now) {
            struck = true;
            choose(call);
        }
        return lasts() ? struck ? lasting(call) : Injection.NONE : now ? once(call) : Injection.NONE;
    }

    private void reads(IoCall call) {
        if (how == How.NEVER) {
            reads.add(call);
        }
    }

    /** A place among the bytes that the read gets and that say something. */
    private void choose(IoCall call) {
        byte[] bytes = disk.bytes(call.path());
        long end = Math.min(call.position() + call.length(), bytes.length);
        while (end > call.position() + 1 && bytes[(int) end - 1] == 0) {
            end--;
        }
        int used = (int) Math.max(1, end - call.position());
        int within = switch (how) {
            case FLIPS_THE_BEGINNING -> chance.nextInt(Math.min(used, 48));
            case FLIPS_THE_END -> used - 1 - chance.nextInt(Math.min(used, 48));
            default -> chance.nextInt(used);
        };
        place = call.position() + within;
        bit = chance.nextInt(Byte.SIZE);
    }

    private Injection once(IoCall call) {
        return switch (how) {
            case FLIPS_THE_BEGINNING, FLIPS_ANYWHERE, FLIPS_THE_END -> flip(call);
            case ZEROS -> Injection.ZEROS;
            case NEXT_SECTOR -> new Injection.OtherBlock(SECTOR);
            case NEXT_PAGE -> new Injection.OtherBlock(BLOCK);
            case PAGE_BEFORE -> new Injection.OtherBlock(-BLOCK);
            case ANY_PAGE -> new Injection.OtherBlock((long) BLOCK * chance.nextInt(1 << 20));
            default -> Injection.EIO;
        };
    }

    private Injection flip(IoCall call) {
        return new Injection.FlippedBit((place - call.position()) * Byte.SIZE + bit);
    }

    private Injection lasting(IoCall call) {
        long from = place / BLOCK * BLOCK;
        if (!call.path().equals(path()) || call.position() + call.length() <= from || call.position() >= from + BLOCK) {
            return Injection.NONE;
        }
        return switch (how) {
            case FAILS_FROM_THEN_ON -> Injection.EIO;
            case ZEROS_FROM_THEN_ON -> new Injection.ZeroRange(from, BLOCK);
            default ->
                place >= call.position() && place < call.position() + call.length() ? flip(call) : Injection.NONE;
        };
    }

    /** Whose reads go wrong. */
    Path path() {
        return at.path();
    }

    /** Whether it has begun. */
    boolean hasStruck() {
        return struck;
    }

    /** Whether it goes on once it has begun, until {@link #end}. */
    boolean lasts() {
        return how.compareTo(How.FAILS) > 0;
    }

    /** The device fails; else it gives what is wrong, and says nothing. */
    boolean fails() {
        return how == How.FAILS || how == How.FAILS_FROM_THEN_ON;
    }

    @Override
    public String toString() {
        return at + " " + how + " (place " + place + ", bit " + bit + ")";
    }
}
