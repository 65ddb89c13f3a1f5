package org.pesadb.storage.aggregate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Supplier;
import org.pesadb.api.spi.RowBuffer;

/** The mean of the values that are not NULL, where there is one: ten places, the last rounded half to even. */
final class MeanAggregate extends WideSum {
    private static final int PLACES = 10;

    MeanAggregate(int column) {
        super(column);
    }

    @Override
    void result(long count, long high, long low, RowBuffer into, int position, Supplier<String> group) {
        BigDecimal mean =
                new BigDecimal(exact(high, low)).divide(BigDecimal.valueOf(count), PLACES, RoundingMode.HALF_EVEN);
        into.setText(
                position, mean.signum() == 0 ? "0" : mean.stripTrailingZeros().toPlainString());
    }
}
