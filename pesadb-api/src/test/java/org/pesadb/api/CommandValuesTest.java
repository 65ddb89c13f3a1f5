package org.pesadb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.ComponentKind;

class CommandValuesTest {
    private static ErrorCode code(Runnable broken) {
        return assertThrows(PesaDbException.class, broken::run).code();
    }

    @Test
    void aTableHasColumnsOfDifferentNamesAndOnePrimaryKey() {
        Column id = Column.of("id", ColumnType.INT).asPrimaryKey();
        assertTrue(id.unique() && id.notNull(), "a primary key is unique and never NULL");
        assertEquals(ErrorCode.SYNTAX, code(() -> new TableSchema("t", List.of())));
        assertEquals(ErrorCode.SYNTAX, code(() -> new TableSchema("t", List.of(id, id))));
        Column second = Column.of("other", ColumnType.INT).asPrimaryKey();
        assertEquals(ErrorCode.SYNTAX, code(() -> new TableSchema("t", List.of(id, second))));
        TableSchema schema = new TableSchema("t", List.of(Column.of("name", ColumnType.TEXT), id));
        assertEquals(1, schema.primaryKey());
        assertEquals(-1, schema.find("ID"), "case matters");
        assertEquals(ErrorCode.NO_SUCH_COLUMN, code(() -> schema.position("ID")));
    }

    @Test
    void conditionsTakeAsManyOperandsAsTheirOperator() {
        Operand one = Operand.of(1);
        assertEquals(ErrorCode.SYNTAX, code(() -> new Condition("c", Operator.IS_NULL, List.of(one))));
        assertEquals(ErrorCode.SYNTAX, code(() -> new Condition("c", Operator.EQUAL, List.of(one, one))));
        assertEquals(ErrorCode.SYNTAX, code(() -> new Condition("c", Operator.IN, List.of())));
        assertEquals(
                2, new Condition("c", Operator.IN, List.of(one, one)).operands().size());
    }

    @Test
    void operandsComeFromJavaValues() {
        assertEquals(new Operand.Int(5), Operand.of(5));
        assertEquals(new Operand.Int(5), Operand.of(5L));
        assertEquals(new Operand.Text("x"), Operand.of("x"));
        assertEquals(new Operand.Null(), Operand.of(null));
        assertEquals(ErrorCode.TYPE_MISMATCH, code(() -> Operand.of(1.5)));
        assertThrows(IndexOutOfBoundsException.class, () -> new Operand.Parameter(-1));
    }

    @Test
    void limitsAreNeverNegative() {
        assertEquals(ErrorCode.OUT_OF_RANGE, code(() -> new Command.Limit(OptionalLong.of(-1), 0)));
        assertEquals(ErrorCode.OUT_OF_RANGE, code(() -> new Command.Limit(OptionalLong.empty(), -1)));
    }

    @Test
    void optionsDoNotChangeOnceBuilt() {
        Options.Builder builder = PesaDb.options().cacheBytes(1).component(ComponentKind.INDEX, "a");
        Options built = builder.build();
        builder.cacheBytes(2).component(ComponentKind.INDEX, "b");
        assertEquals(1, built.cacheBytes());
        assertEquals("a", built.component(ComponentKind.INDEX));
        assertEquals(Duration.ofSeconds(5), built.busyTimeout());
        assertEquals(1000, built.checkpointPages());
        assertEquals(ErrorCode.OUT_OF_RANGE, code(() -> builder.checkpointPages(0)));
        assertEquals(ErrorCode.OUT_OF_RANGE, code(() -> builder.busyTimeout(Duration.ofMillis(-1))));
    }
}
