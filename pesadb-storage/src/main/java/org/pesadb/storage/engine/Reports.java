package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ComponentUse;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogPoint;
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

    /** The states of the past that can be read. */
    static Query points(List<LogPoint> points) {
        List<RowBuffer> rows = new ArrayList<>();
        for (LogPoint point : points) {
            rows.add(RowBuffer.of(point.position(), point.transaction(), point.pages()));
        }
        return Query.of(
                List.of(
                        Column.of("position", ColumnType.INT),
                        Column.of("tx", ColumnType.INT),
                        Column.of("pages", ColumnType.INT)),
                new ListStream(rows));
    }

    /**
     * Every component that is there, then those that are not but were used to write the database, with an empty module.
     *
     * @param uses what the database was written with
     */
    static Query components(Components components, List<ComponentUse> uses) {
        List<RowBuffer> rows = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            String standard = components.defaultName(kind).orElse("");
            for (Component component : components.all(kind)) {
                String name = component.name();
                rows.add(RowBuffer.of(
                        kind.label(),
                        name,
                        component.formatVersion(),
                        Components.module(component),
                        Components.jar(component),
                        name.equals(standard) ? 1 : 0,
                        usedBy(uses, use -> use.kind() == kind && use.name().equals(name))));
            }
            for (ComponentUse use : uses) {
                if (use.kind() == kind && !components.names(kind).contains(use.name())) {
                    rows.add(RowBuffer.of(
                            kind.label(), use.name(), use.formatVersion(), "", "", 0, usedBy(uses, use::equals)));
                }
            }
        }
        return Query.of(
                List.of(
                        Column.of("kind", ColumnType.TEXT),
                        Column.of("name", ColumnType.TEXT),
                        Column.of("version", ColumnType.INT),
                        Column.of("module", ColumnType.TEXT),
                        Column.of("jar", ColumnType.TEXT),
                        Column.of("default", ColumnType.INT),
                        Column.of("used_by", ColumnType.TEXT)),
                new ListStream(rows));
    }

    /** Such as {@code tables a, b (version 1)}; null for nothing. */
    private static String usedBy(List<ComponentUse> uses, Predicate<ComponentUse> of) {
        String used = uses.stream()
                .filter(of)
                .map(use -> use.usedBy() + " (version " + use.formatVersion() + ")")
                .collect(Collectors.joining("; "));
        return used.isEmpty() ? null : used;
    }
}
