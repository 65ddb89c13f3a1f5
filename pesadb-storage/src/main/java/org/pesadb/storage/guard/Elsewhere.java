package org.pesadb.storage.guard;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.Progress;

/** Remembers what was thrown by those whom a part calls back: that it comes out through the part is not the part's fault. Of one call. */
final class Elsewhere {
    private RuntimeException thrown;
    private Error error;

    /** The same consumer of faults, listened to. */
    Consumer<Fault> noting(Consumer<Fault> found) {
        return fault -> noting(() -> found.accept(fault));
    }

    /** The same listener to progress, listened to. */
    Progress noting(Progress progress) {
        return (step, done, total) -> noting(() -> progress.report(step, done, total));
    }

    private void noting(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            thrown = failed;
            throw failed;
        } catch (Error failed) {
            error = failed;
            throw failed;
        }
    }

    /** What was thrown there, or else something other. */
    RuntimeException orElse(RuntimeException other) {
        if (error != null) {
            throw error;
        }
        return thrown != null ? thrown : other;
    }
}
