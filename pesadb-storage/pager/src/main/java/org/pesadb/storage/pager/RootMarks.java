package org.pesadb.storage.pager;

import java.io.IOException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;

/**
 * The marks in page 0 that say whether the database is in use. Only for who holds the writer's place.
 *
 * <p>The first commit of each generation of the log carries page 0 with the generation's number, so that after a checkpoint main file
 * and log can be told to belong together. And before the first commit after a clean close, the main file itself must say that
 * it is in use, durably: else, after a crash, a log that is missing would not be missed. That mark is logged and forced
 * like any change, and then its one sector is written to the main file at once, beside any checkpoint and even where an
 * older snapshot is open. It harms no reader: it differs from the page 0 before it in nothing that a snapshot uses, and
 * snapshots read page 0 once, when they are made, shielded from the write.
 */
final class RootMarks {
    private final Log log;
    private final Commits commits;
    private final Overlay overlay;
    private final MainFile main;
    private final CheckpointWriter sink;
    private final Checkpoints checkpoints;

    /** Whether the log says that the database is in use, and the main file had no room to say so too. */
    private boolean unmarked;

    /** @param sink told what page 0 of the main file says */
    RootMarks(
            Log log, Commits commits, Overlay overlay, MainFile main, CheckpointWriter sink, Checkpoints checkpoints) {
        this.log = log;
        this.commits = commits;
        this.overlay = overlay;
        this.main = main;
        this.sink = sink;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes sure that log and main file say that the database is in use, durably. A full disk lets the next one try again.
     *
     * @param deadline how long to wait for a checkpoint under way
     * @throws org.pesadb.api.PesaDbException BUSY after that time, and then nothing has happened
     */
    void inUse(Deadline deadline) {
        if (commits.root().clean() || unmarked) {
            checkpoints.without(this::mark, deadline);
        }
    }

    private void mark() {
        if (commits.root().clean()) {
            nameDurably();
            try {
                commit(log.begin(), commits.inUse(commits.root()));
            } catch (UnknownOutcomeException failed) {
                throw Checkpoints.definite(failed);
            }
            overlay.prune();
            unmarked = true;
        }
        writeToMainFile();
    }

    /**
     * A process may have ended between naming a file and forcing its name, here or when it was made. This comes first: where it
     * fails nothing has happened, and it is tried again before the next transaction.
     */
    private void nameDurably() {
        boolean neverUsed = commits.root().transaction() == 0;
        try {
            main.forceName(neverUsed);
        } catch (IOException failed) {
            throw FileFailures.of("make durable the name of", main.path(), failed);
        }
    }

    private void writeToMainFile() {
        try {
            writeRoot();
            main.force();
        } catch (IOException failed) {
            commits.fail("marking " + main.path() + " as in use failed: " + failed.getMessage());
            throw FileFailures.of("mark as in use", main.path(), failed);
        }
        unmarked = false;
        sink.wrote(commits.rootPage());
    }

    private void writeRoot() throws IOException {
        try {
            main.writeRoot(commits.rootPage().array());
        } catch (IOException failed) {
            if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
                throw FileFailures.of("mark as in use", main.path(), failed); // nothing is in doubt: it is tried again
            }
            throw failed;
        }
    }

    /** Says in the log, durably, that the database is closed cleanly; a checkpoint is to bring it to the main file. */
    void clean() {
        long transaction = log.begin();
        commit(transaction, commits.root().clean(log.generation(), transaction));
    }

    private void commit(long transaction, Root root) {
        long end = commits.appendRoot(transaction, root);
        log.force(end);
        overlay.durable(end);
    }
}
