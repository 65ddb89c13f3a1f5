package org.pesadb.it.sim;

import java.util.Arrays;
import java.util.List;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;

/**
 * Gives commands that write, or bound a transaction, to the database and to the model, and compares what both say. From one
 * opening of the database to the next; of one thread.
 */
final class Commands {
    private final List<Talk> talks;
    private final History history;
    private final Excuses excuses;
    private final Totals totals;

    /** @param talks everybody who may write */
    Commands(List<Talk> talks, History history, Excuses excuses, Totals totals) {
        this.talks = talks;
        this.history = history;
        this.excuses = excuses;
        this.totals = totals;
    }

    /** Runs what changes something, begins or ends a transaction, or cares for the file. */
    void run(Talk talk, Command command) {
        if (command instanceof Command.Begin begin) {
            begin(talk, begin);
        } else if (command instanceof Command.Commit) {
            commit(talk);
        } else if (command instanceof Command.Rollback) {
            rollback(talk);
        } else if (command instanceof Command.Checkpoint || command instanceof Command.Compact) {
            upkeep(talk, command);
        } else {
            change(talk, command);
        }
    }

    private boolean someoneElseWrites(Talk talk) {
        for (Talk other : talks) {
            if (other != talk && other.writing != null) {
                return true;
            }
        }
        return false;
    }

    private void begin(Talk talk, Command.Begin begin) {
        ErrorCode refusal = talk.inTransaction()
                ? ErrorCode.IN_TRANSACTION
                : !begin.readOnly() && someoneElseWrites(talk) ? ErrorCode.BUSY : null;
        if (done(talk, begin, refusal, !begin.readOnly())) {
            if (begin.readOnly()) {
                talk.reading = history.newest();
            } else {
                talk.writing = history.newest();
            }
        }
    }

    /** Runs a command that changes no rows, and says whether it succeeded. */
    private boolean done(Talk talk, Command command, ErrorCode refusal, boolean writes) {
        try {
            talk.session.run(command);
        } catch (PesaDbException failed) {
            excuses.judge(failed, refusal, writes, Words.of(command));
            return false;
        }
        Excuses.requireNotRefused(refusal, Words.of(command));
        return true;
    }

    private void commit(Talk talk) {
        State after = talk.writing;
        ErrorCode refusal = talk.inTransaction() ? null : ErrorCode.NO_TRANSACTION;
        talk.end();
        try {
            talk.session.run(new Command.Commit());
        } catch (PesaDbException failed) {
            excuses.judge(failed, refusal, true, "COMMIT");
            if (failed.outcomeUnknown()) {
                history.doubted(after);
            }
            return;
        }
        Excuses.requireNotRefused(refusal, "COMMIT");
        if (after != null) {
            acknowledged(after);
        }
    }

    private void acknowledged(State after) {
        totals.transactions++;
        if (history.hasDoubt() && !after.equals(history.newest())) {
            throw new Violation(
                    Violation.Kind.NOT_REFUSED,
                    "a commit was acknowledged on a log that failed and was not opened again");
        }
        history.committed(after);
    }

    private void rollback(Talk talk) {
        ErrorCode refusal = talk.inTransaction() ? null : ErrorCode.NO_TRANSACTION;
        talk.end();
        done(talk, new Command.Rollback(), refusal, true);
    }

    private void upkeep(Talk talk, Command command) {
        ErrorCode refusal = talk.inTransaction() ? ErrorCode.IN_TRANSACTION : null;
        if (refusal == null && command instanceof Command.Compact compact) {
            boolean missing =
                    compact.table() != null && !history.newest().tables().containsKey(compact.table());
            refusal = missing ? ErrorCode.NO_SUCH_TABLE : null;
            if (someoneElseWrites(talk)) {
                refusal = ErrorCode.BUSY;
            }
        }
        done(talk, command, refusal, true);
    }

    /**
     * Makes a backup.
     *
     * @return what it must hold, or null where there is none
     */
    State backup(Talk talk, Command.Backup backup) {
        State expected = talk.sees(history.newest());
        ErrorCode refusal = talk.writing != null ? ErrorCode.IN_TRANSACTION : null;
        return done(talk, backup, refusal, false) ? expected : null;
    }

    /** An INS was made for the columns that tables begin with. */
    private Command complete(State state, Command command) {
        if (command instanceof Command.Insert insert) {
            List<Object> row = Arrays.asList(
                    insert.values().stream().map(TableState::value).toArray());
            return new Command.Insert(
                    insert.table(),
                    Model.completed(state, insert.table(), row).stream()
                            .map(Operand::of)
                            .toList());
        }
        return command;
    }

    private void change(Talk talk, Command planned) {
        State seen = talk.sees(history.newest());
        Command command = complete(seen, planned);
        Model.Effect effect = Model.change(seen, command);
        ErrorCode refusal = refusal(talk, effect);
        long rows;
        try {
            rows = talk.session.run(command).rows();
        } catch (PesaDbException failed) {
            failedChange(talk, failed, refusal, effect, Words.of(command));
            return;
        }
        Excuses.requireNotRefused(refusal, Words.of(command));
        if (effect.rows() >= 0 && rows != effect.rows()) {
            throw new Violation(
                    Violation.Kind.WRONG_ROWS,
                    Words.of(command) + " changed " + rows + " rows instead of " + effect.rows());
        }
        changed(talk, effect);
    }

    private ErrorCode refusal(Talk talk, Model.Effect effect) {
        if (talk.reading != null) {
            return ErrorCode.READ_ONLY;
        }
        return talk.writing == null && someoneElseWrites(talk) ? ErrorCode.BUSY : effect.refusal();
    }

    private void changed(Talk talk, Model.Effect effect) {
        if (talk.writing != null) {
            talk.writing = effect.after();
        } else {
            acknowledged(effect.after());
        }
    }

    private void failedChange(Talk talk, PesaDbException failed, ErrorCode refusal, Model.Effect effect, String doing) {
        excuses.judge(failed, refusal, true, doing);
        if (failed.outcomeUnknown()) {
            totals.unknownOutcomes++;
            if (talk.inTransaction()) {
                throw Excuses.unexpected(failed, refusal, doing + " within a transaction");
            }
            history.doubted(effect.after());
        }
        if (talk.inTransaction() && !talk.session.inTransaction()) {
            excuses.requireStruck(failed, doing + " ended its transaction and");
            talk.end();
        }
    }

    /** Adds rows as one statement, which ends or is given up. */
    void batch(Talk talk, Action.Batch batch) {
        State seen = talk.sees(history.newest());
        List<List<Object>> rows = batch.rows().stream()
                .map(row -> Model.completed(seen, batch.table(), row))
                .toList();
        Model.Effect effect = Model.insert(seen, batch.table(), rows.toArray(new List<?>[0]));
        ErrorCode refusal = refusal(talk, effect);
        try (BatchInsert into = talk.session.batchInsert(batch.table())) {
            for (List<Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    if (row.get(i) instanceof Long number) {
                        into.set(i, number);
                    } else if (row.get(i) != null) {
                        into.set(i, (String) row.get(i));
                    }
                }
                into.add();
            }
            if (!batch.finish()) {
                Excuses.requireNotRefused(refusal, batch.line());
                return;
            }
            into.finish();
        } catch (PesaDbException failed) {
            failedChange(talk, failed, refusal, effect, batch.line());
            return;
        }
        Excuses.requireNotRefused(refusal, batch.line());
        changed(talk, effect);
    }
}
