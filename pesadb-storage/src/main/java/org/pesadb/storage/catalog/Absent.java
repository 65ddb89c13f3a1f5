package org.pesadb.storage.catalog;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Stand-ins for parts that cannot be had: they bear their names, so that a table can be listed and described, and refuse all else.
 * {@link Catalog#table} gives out no table that has one.
 */
final class Absent {
    private Absent() {}

    /**
     * In a codec's place.
     *
     * @param lack why it is absent
     */
    record Codec(Lack lack) implements RowCodec {
        @Override
        public String name() {
            return lack.name();
        }

        @Override
        public int formatVersion() {
            return lack.version();
        }

        @Override
        public byte[] encode(TableSchema schema, Row row) {
            throw lack.error();
        }

        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            throw lack.error();
        }

        @Override
        public byte[] tombstone() {
            return new byte[0]; // asked for when the catalog is read, and of no use without the rest
        }
    }

    /**
     * In the place of a kind of index.
     *
     * @param lack why it is absent
     */
    record Kind(Lack lack) implements IndexProvider {
        @Override
        public String name() {
            return lack.name();
        }

        @Override
        public int formatVersion() {
            return lack.version();
        }

        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            throw lack.error();
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            return new Entries(lack);
        }
    }

    /**
     * In an index's place.
     *
     * @param lack why its kind is absent
     */
    record Entries(Lack lack) implements Index {
        @Override
        public boolean insert(PageWriter writer, byte[] key, long row) {
            throw lack.error();
        }

        @Override
        public boolean delete(PageWriter writer, byte[] key, long row) {
            throw lack.error();
        }

        @Override
        public RowIdCursor find(PageReader reader, byte[] key) {
            throw lack.error();
        }

        @Override
        public void drop(PageWriter writer) {
            throw lack.error();
        }

        @Override
        public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
            throw lack.error();
        }
    }
}
