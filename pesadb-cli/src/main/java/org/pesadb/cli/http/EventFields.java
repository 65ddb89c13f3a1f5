package org.pesadb.cli.http;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.trace.TraceEvent;

/**
 * What an event tells, as JSON: its components by their names, so that an event that is added one day needs nothing here. Of long texts it is
 * the beginning.
 */
final class EventFields {
    private EventFields() {}

    static Map<String, Object> of(TraceEvent event) {
        return of((Record) event, new Excerpt(Excerpt.QUEUED));
    }

    private static Map<String, Object> of(Record fact, Excerpt excerpt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : fact.getClass().getRecordComponents()) {
            try {
                fields.put(component.getName(), value(component.getAccessor().invoke(fact), excerpt));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible); // the components of a public record
            }
        }
        return fields;
    }

    private static Object value(Object value, Excerpt excerpt) {
        if (value instanceof List<?> list
                && !list.isEmpty()
                && list.get(0) instanceof Record) { // few: the steps of a plan
            return list.stream().map(fact -> of((Record) fact, excerpt)).toList();
        }
        return excerpt.value(value);
    }
}
