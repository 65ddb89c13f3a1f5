package org.pesadb.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/** What the machine does of the same bytes without a database. No store is expected to get there. */
final class RawLimits {
    static final String TITLE = "raw";

    private static final int PAGE = 4096;
    private static final int PREALLOCATED = 64 << 20;
    private static final int BUFFER = 1 << 20;

    private final Settings settings;
    private final Path file;

    RawLimits(Settings settings) {
        this.settings = settings;
        this.file = settings.folder().resolve("raw");
    }

    Map<Work, Double> measure() throws Exception {
        Map<Work, Double> limits = new EnumMap<>(Work.class);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(PREALLOCATED);
            channel.write(zeros, 0);
            channel.force(false);
            limits.put(Work.COMMITS_1, forces(channel, 1));
            limits.put(Work.COMMITS_MANY, forces(channel, settings.threads()));
            limits.put(Work.LOOK_UPS_1, reads(channel));
            limits.put(Work.LOAD, write(channel));
            limits.put(Work.SIZE, channel.position() / 1e6);
        } finally {
            Files.deleteIfExists(file);
        }
        return limits;
    }

    /** Page writes by each thread, forces shared by those who wait. */
    private double forces(FileChannel channel, int threads) throws Exception {
        SharedForce shared = new SharedForce(channel);
        long end = System.nanoTime() + (long) (settings.seconds() * 1e9);
        List<Callable<Long>> works = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            works.add(() -> {
                long count = 0;
                while (System.nanoTime() < end) {
                    shared.write(page.clear());
                    count++;
                }
                return count;
            });
        }
        long count = 0;
        for (long each : Works.together(works)) {
            count += each;
        }
        return count / settings.seconds();
    }

    /** One thread forces what all have written. */
    private static final class SharedForce {
        private final FileChannel channel;
        private long written;
        private long forced;
        private boolean forcing;

        SharedForce(FileChannel channel) {
            this.channel = channel;
        }

        void write(ByteBuffer page) throws IOException, InterruptedException {
            long mine;
            synchronized (this) {
                channel.write(page, written * PAGE % (PREALLOCATED - PAGE) / PAGE * PAGE);
                mine = ++written;
                while (forced < mine && forcing) {
                    wait();
                }
                if (forced >= mine) {
                    return;
                }
                forcing = true;
                mine = written;
            }
            channel.force(false);
            synchronized (this) {
                forcing = false;
                forced = mine;
                notifyAll();
            }
        }
    }

    private double reads(FileChannel channel) throws IOException {
        Random random = new Random(settings.random());
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
        long end = System.nanoTime() + (long) (settings.seconds() * 1e9);
        long count = 0;
        while (System.nanoTime() < end) {
            channel.read(page.clear(), (long) random.nextInt(PREALLOCATED / PAGE) * PAGE);
            count++;
        }
        return count / settings.seconds();
    }

    /** The rows as they are, one behind the other; leaves the channel behind the last. */
    private double write(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long from = System.nanoTime();
        for (long id = 0; id < settings.rows(); id++) {
            byte[] name = Rows.name(id).getBytes(StandardCharsets.UTF_8);
            if (buffer.remaining() < 2 * Long.BYTES + 1 + name.length) {
                channel.write(buffer.flip());
                buffer.clear();
            }
            buffer.putLong(id)
                    .putLong(Rows.k(id, settings.few()))
                    .put((byte) name.length)
                    .put(name);
        }
        channel.write(buffer.flip());
        channel.force(false);
        return settings.rows() * 1e9 / (System.nanoTime() - from);
    }
}
