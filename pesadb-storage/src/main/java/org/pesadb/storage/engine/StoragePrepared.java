package org.pesadb.storage.engine;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;

/** A command and the values bound to its parameters. */
final class StoragePrepared implements Prepared {
    private final StorageSession session;
    private final Command command;
    private final Object[] values;
    private final BitSet bound = new BitSet();

    StoragePrepared(StorageSession session, Command command) {
        this.session = session;
        this.command = command;
        BitSet used = new BitSet();
        operands(command).forEach(operand -> {
            if (operand instanceof Operand.Parameter parameter) {
                used.set(parameter.index());
            }
        });
        if (used.cardinality() != used.length()) {
            throw new PesaDbException(
                    ErrorCode.VALUE_COUNT,
                    "parameter " + used.nextClearBit(0) + " is used nowhere; number them from 0");
        }
        this.values = new Object[used.length()];
        tables(command).forEach(session::schema);
    }

    private static Stream<Operand> operands(Command command) {
        if (command instanceof Command.Insert insert) {
            return insert.values().stream();
        } else if (command instanceof Command.DeleteByKey delete) {
            return Stream.of(delete.key());
        } else if (command instanceof Command.Update update) {
            return Stream.concat(
                    update.assignments().stream().map(Command.Assignment::value), operands(update.where()));
        }
        if (command instanceof Command.Explain explain) {
            return operands(explain.command());
        } else if (command instanceof Command.AsOf past) {
            return operands(past.query());
        }
        return operands(where(command));
    }

    private static List<Condition> where(Command command) {
        if (command instanceof Command.Select select) {
            return select.where();
        } else if (command instanceof Command.Count count) {
            return count.where();
        } else if (command instanceof Command.Aggregate aggregate) {
            return aggregate.where();
        } else if (command instanceof Command.Delete delete) {
            return delete.where();
        } else if (command instanceof Command.Join join) {
            return join.where();
        }
        return List.of();
    }

    private static Stream<Operand> operands(List<Condition> where) {
        return where.stream().flatMap(condition -> condition.operands().stream());
    }

    /** The tables that a command names, as far as it can have parameters. */
    static Stream<String> tables(Command command) {
        if (command instanceof Command.Insert insert) {
            return Stream.of(insert.table());
        } else if (command instanceof Command.Select select) {
            return Stream.of(select.table());
        } else if (command instanceof Command.Count count) {
            return Stream.of(count.table());
        } else if (command instanceof Command.Aggregate aggregate) {
            return Stream.of(aggregate.table());
        } else if (command instanceof Command.Update update) {
            return Stream.of(update.table());
        } else if (command instanceof Command.Delete delete) {
            return Stream.of(delete.table());
        } else if (command instanceof Command.DeleteByKey delete) {
            return Stream.of(delete.table());
        } else if (command instanceof Command.Join join) {
            return Stream.concat(
                    Stream.of(join.first().table()),
                    join.steps().stream().map(step -> step.table().table()));
        }
        if (command instanceof Command.Explain explain) {
            return tables(explain.command());
        } else if (command instanceof Command.AsOf past) {
            return tables(past.query());
        }
        return Stream.empty();
    }

    @Override
    public Prepared bind(int parameter, long value) {
        return set(parameter, value);
    }

    @Override
    public Prepared bind(int parameter, String value) {
        return set(parameter, value);
    }

    @Override
    public Prepared bindNull(int parameter) {
        return set(parameter, null);
    }

    private Prepared set(int parameter, Object value) {
        if (parameter < 0 || parameter >= values.length) {
            throw new PesaDbException(
                    ErrorCode.VALUE_COUNT, "the command has " + values.length + " parameters, none is " + parameter);
        }
        values[parameter] = value;
        bound.set(parameter);
        return this;
    }

    @Override
    public Cursor execute() {
        if (bound.cardinality() < values.length) {
            throw new PesaDbException(
                    ErrorCode.VALUE_COUNT, "parameter " + bound.nextClearBit(0) + " has no value; bind one");
        }
        return session.execute(command, values.clone());
    }

    @Override
    public void close() {
        bound.clear();
    }
}
