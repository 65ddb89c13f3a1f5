package org.example.pesadb.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;

/** Finds out which of the two files counts, without changing either. Of one call. */
final class Judgement {
    private static final System.Logger LOGGER = System.getLogger(Judgement.class.getName());

    private final LogProvider inner;
    private final LogContext context;
    private final Mirror mirror;
    private boolean keeps;

    /** How far the log in a file goes, or why nobody can say. */
    private record State(Path path, boolean missing, long generation, long position, PesaDbException failure) {
        boolean whole() {
            return !missing && failure == null;
        }

        boolean isBehind(State other) {
            return generation != other.generation ? generation < other.generation : position < other.position;
        }

        String trouble() {
            return missing ? "it is missing" : failure.getMessage();
        }
    }

    /** @param context of the inner log */
    Judgement(LogProvider inner, LogContext context, Mirror mirror) {
        this.inner = inner;
        this.context = context;
        this.mirror = mirror;
    }

    /**
     * Whether somebody may want to see what the file was that does not count: it is damaged, or it is the first, which is not expected to be
     * behind. It might have been put back by somebody who did not think of the second.
     */
    boolean keeps() {
        return keeps;
    }

    /**
     * Which file counts.
     *
     * @throws PesaDbException where neither is whole: what is wrong with the first, or where only the second is there, with that
     */
    Path choose() {
        State first = look(mirror.first());
        State second = look(mirror.second());
        if (first.whole() && second.whole()) {
            keeps = first.isBehind(second);
            return keeps ? second.path : first.path;
        } else if (!first.whole() && !second.whole()) {
            throw neither(first, second);
        }
        State good = first.whole() ? first : second;
        State bad = first.whole() ? second : first;
        keeps = !bad.missing;
        LOGGER.log(
                System.Logger.Level.WARNING,
                "{0} cannot be used, and {1} takes its place: {2}",
                bad.path,
                good.path,
                bad.trouble());
        return good.path;
    }

    /** The same where both may be damaged: then the first, of which the log reads what it can. Tells what is wrong with either. */
    Path chooseDamaged(Consumer<Fault> found) {
        State first = look(mirror.first());
        State second = look(mirror.second());
        for (State state : new State[] {first, second}) {
            if (!state.whole() && (first.whole() || second.whole())) {
                found.accept(new Fault(
                        state.path.toString(),
                        -1,
                        "the log",
                        state.trouble()
                                + "; the other of the two files of the log is whole, and opening the database to"
                                + " write makes this one anew from it"));
            }
        }
        boolean useSecond = second.whole() && (!first.whole() || first.isBehind(second)) || first.missing;
        return useSecond ? second.path : first.path;
    }

    private State look(Path path) {
        FileLayer files = context.files();
        try {
            if (!files.exists(path)) {
                return new State(path, true, 0, 0, null);
            }
        } catch (IOException failed) {
            return new State(path, false, 0, 0, FileFailures.of("look for", path, failed));
        }
        try (Log log = inner.open(context.at(files, path).toRead());
                LogSnapshot newest = log.register()) {
            return new State(path, false, log.generation(), newest.position(), null);
        } catch (PesaDbException failed) {
            if (failed.code() != ErrorCode.CORRUPT && failed.code() != ErrorCode.IO) {
                throw failed; // a log of a newer program, or no memory: that says nothing of the file
            }
            return new State(path, false, 0, 0, failed);
        }
    }

    private static PesaDbException neither(State first, State second) {
        if (first.missing && second.missing) {
            return new CorruptException(
                    "neither " + first.path + " nor its mirror " + second.path + " is there; put one of them back");
        }
        State told = first.missing ? second : first;
        State other = first.missing ? first : second;
        String message =
                told.trouble() + "; nor can the other file of the log, " + other.path + ", be used: " + other.trouble();
        return told.failure.code() == ErrorCode.CORRUPT
                ? new CorruptException(message, told.failure)
                : new PesaDbException(told.failure.code(), message, told.failure);
    }
}
