package org.pesadb.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.pesadb.api.trace.Tracing;

/** An open database. Threads may share it; each takes a {@link Session} of its own. */
@Stable(since = 1)
public interface Database extends AutoCloseable {
    /**
     * Begins a conversation.
     *
     * @return a new session, to be closed
     */
    Session openSession();

    /**
     * Whether opening made the database anew.
     *
     * @return true where there was none
     */
    boolean created();

    /**
     * The main file.
     *
     * @return its path
     */
    Path path();

    /**
     * Figures of the running database, by stable names such as {@code page_visits}; their order is the one to show.
     *
     * @return a snapshot of them
     */
    Map<String, Object> stats();

    /**
     * The parts that wrote the database, each version of their formats by itself.
     *
     * @return log, pager, codecs and kinds of indexes, as the newest durable catalog has them
     */
    @Experimental("how what uses a part is told to programs")
    List<ComponentUse> components();

    /**
     * Where the database tells what happens inside it, to whoever listens.
     *
     * @return the same at every call; {@link Tracing#none()} where it tells nothing
     */
    @Experimental("what can be heard grows with what people ask for")
    default Tracing tracing() {
        return Tracing.none();
    }

    /**
     * Verifies every page of main file and log, every row, index entry, chain and free page, as of a snapshot.
     *
     * <p>A damaged page or log record is told once, with the table or index that misses it, however many ways lead to it; what
     * follows from it is told besides where it is more than that, such as a catalog that cannot be read. What the device does not give is
     * a fault too, and the check goes on beside it: so it ends in the same way on a failing device as on a damaged file.
     * Whether an index agrees with its table is not said where either has faults of its own.
     *
     * @param found is told every fault, in no order; called by this thread
     * @throws PesaDbException {@link ErrorCode#IO} where the database is closed before this returns, and
     *     {@link ErrorCode#OUT_OF_MEMORY}: then there may be faults that nobody was told of
     */
    void check(Consumer<Fault> found);

    /**
     * Closes in order: open transactions are undone, everything goes to the main file, and the close is marked as a
     * clean one. Closing twice does nothing.
     *
     * @throws PesaDbException {@link ErrorCode#IO} where that fails; nothing acknowledged is lost
     */
    @Override
    void close();
}
