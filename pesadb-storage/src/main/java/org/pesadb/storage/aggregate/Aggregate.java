package org.pesadb.storage.aggregate;

import java.util.function.Supplier;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command.Function;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.sort.Fold;

/** A function of the rows of a group. Of one thread. */
public abstract class Aggregate implements Fold {
    /** For subclasses. */
    Aggregate() {}

    /**
     * The function that a command names.
     *
     * @param function which
     * @param schema   of the table
     * @param column   the position of the column, or -1 for rows
     * @return one without a state of its own
     * @throws PesaDbException TYPE_MISMATCH where it takes no such column
     */
    public static Aggregate of(Function function, TableSchema schema, int column) {
        if (function == Function.COUNT) {
            return new CountAggregate(column);
        }
        Column of = schema.column(column);
        if (function == Function.MIN || function == Function.MAX) {
            return of.type() == ColumnType.INT
                    ? new ExtremeNumber(column, function == Function.MAX)
                    : new ExtremeText(column, function == Function.MAX);
        }
        if (of.type() != ColumnType.INT) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH,
                    schema.name() + "." + of.name() + " is " + of.type() + "; " + function
                            + " takes INT, and COUNT, MIN and MAX take both");
        }
        String name = schema.name() + "." + of.name();
        return function == Function.SUM ? new SumAggregate(column, name) : new MeanAggregate(column);
    }

    /**
     * What it gives.
     *
     * @param function which
     * @param of       the column; null for rows
     * @return the type of its value
     */
    public static ColumnType type(Function function, Column of) {
        return switch (function) {
            case COUNT, SUM -> ColumnType.INT;
            case AVG -> ColumnType.TEXT;
            case MIN, MAX -> of.type();
        };
    }

    /**
     * The value of a group.
     *
     * @param bytes    hold its state; null for a group without rows
     * @param at       where the state begins
     * @param length   how long it is
     * @param into     gets the value
     * @param position at this position
     * @param group    names the group, for messages
     * @throws PesaDbException OUT_OF_RANGE
     */
    abstract void result(byte[] bytes, int at, int length, RowBuffer into, int position, Supplier<String> group);
}
