package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowBuffer;

/** The commands that tell of the running system, not of its data. */
final class Reports {
    private Reports() {}

    static Query stats(Map<String, Object> figures) {
        List<RowBuffer> rows = new ArrayList<>();
        figures.forEach((name, value) -> rows.add(RowBuffer.of(name, value == null ? null : value.toString())));
        return Query.of(
                List.of(Column.of("name", ColumnType.TEXT), Column.of("value", ColumnType.TEXT)), new ListStream(rows));
    }

    static Query components(Components components) {
        List<RowBuffer> rows = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            String standard = components.defaultName(kind).orElse("");
            for (Component component : components.all(kind)) {
                rows.add(RowBuffer.of(
                        kind.label(),
                        component.name(),
                        component.formatVersion(),
                        Components.module(component),
                        Components.jar(component),
                        component.name().equals(standard) ? 1 : 0));
            }
        }
        return Query.of(
                List.of(
                        Column.of("kind", ColumnType.TEXT),
                        Column.of("name", ColumnType.TEXT),
                        Column.of("version", ColumnType.INT),
                        Column.of("module", ColumnType.TEXT),
                        Column.of("jar", ColumnType.TEXT),
                        Column.of("default", ColumnType.INT)),
                new ListStream(rows));
    }
}
