package @package@;

import java.io.IOException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;

/**
 * One checkpoint: takes the newest versions from the log to the main file, forces it, and tells it so in page 0. What a crash leaves of this matters to
 * nobody: before the log has seen the end of it, it is not cut, and brings all of it once more. Of one thread.
 */
final class Checkpoint implements CheckpointSink {
    private final MainFile main;
    private final long generation;
    private final boolean durable;
    private Root root;
    private long reached;

    /**
     * @param generation the log's, or an earlier one where the name of the log's file may not be durable
     * @param durable    whether what comes here is durable in the log: all but with sync {@code off}
     */
    Checkpoint(MainFile main, long generation, boolean durable) {
        this.main = main;
        this.generation = generation;
        this.durable = durable;
        root = main.root();
    }

    @Override
    public void page(long id, long position, byte[] image) throws IOException {
        reached = Math.max(reached, position + 1); // no commit ends at one of its versions, so this one ends there or further on
        if (id == 0) {
            root = Root.of(PageFormat.page(0, image.clone()));
        } else {
            main.write(id, image);
        }
    }

    @Override
    public long finish() throws IOException {
        Mark mark = main.mark().next(generation, durable ? reached : 0);
        try {
            main.write(root, mark);
        } catch (IOException failed) {
            if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
                throw FileFailures.of("bring the newest pages to", main.path(), failed); // no force failed: nothing is in doubt
            }
            throw failed;
        }
        main.force();
        return mark.stamp();
    }

    /** Here a cache would forget what it has of the main file. */
    @Override
    public void cut() {}
}
