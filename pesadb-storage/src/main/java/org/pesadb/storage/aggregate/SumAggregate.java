package org.pesadb.storage.aggregate;

import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.RowBuffer;

/** The sum of the values that are not NULL, where there is one. */
final class SumAggregate extends WideSum {
    private final String name;

    SumAggregate(int column, String name) {
        super(column);
        this.name = name;
    }

    @Override
    void result(long count, long high, long low, RowBuffer into, int position, Supplier<String> group) {
        if (high != low >> 63) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "the sum of " + name + group.get() + " is " + exact(high, low)
                            + ", and an INT holds -2^63 to 2^63 - 1; use AVG, or sum fewer rows with WHERE");
        }
        into.setLong(position, low);
    }
}
