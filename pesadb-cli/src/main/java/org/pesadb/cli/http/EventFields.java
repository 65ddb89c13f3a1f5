package org.pesadb.cli.http;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.trace.TraceEvent;

/** What an event tells, as JSON: its components by their names, so that an event that is added one day needs nothing here. */
final class EventFields {
    private EventFields() {}

    static Map<String, Object> of(TraceEvent event) {
        return of((Record) event);
    }

    private static Map<String, Object> of(Record fact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : fact.getClass().getRecordComponents()) {
            try {
                fields.put(component.getName(), value(component.getAccessor().invoke(fact)));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible); // the components of a public record
            }
        }
        return fields;
    }

    private static Object value(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(EventFields::value).toList();
        }
        return value instanceof Record fact ? of(fact) : value;
    }
}
