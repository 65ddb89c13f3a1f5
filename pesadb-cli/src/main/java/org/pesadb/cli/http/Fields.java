package org.pesadb.cli.http;

import java.util.List;
import java.util.Map;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * The fields of a JSON object, each of the type that is asked for. Immutable.
 *
 * @param all by name, as {@link Json#object} reads them
 */
record Fields(Map<String, Object> all) {
    private static PesaDbException wrong(String name, String wanted, Object found) {
        return new PesaDbException(
                ErrorCode.TYPE_MISMATCH,
                found == null ? "the body needs " + name + ", which is " + wanted : name + " is " + wanted);
    }

    /** Refuses fields that nobody knows: one that is misspelt would mean something to whoever sends it, and nothing here. */
    Fields only(String... known) {
        for (String name : all.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new Refusal(
                        422,
                        "UNKNOWN_FIELD",
                        "no field is called " + Excerpt.of(name) + " here; there are " + String.join(", ", known));
            }
        }
        return this;
    }

    /** A text that must be there. */
    String text(String name) {
        if (all.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a text", all.get(name));
    }

    /** A text, or null. */
    String optionalText(String name) {
        return all.get(name) == null ? null : text(name);
    }

    /** A whole number, or a default. */
    long number(String name, long standard) {
        Object value = all.get(name);
        if (value == null) {
            return standard;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw wrong(name, "a whole number", value);
    }

    /** Whether something is so; false where nothing is said. */
    boolean is(String name) {
        Object value = all.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw wrong(name, "true or false", value);
    }

    /** A list that must be there. */
    List<?> list(String name) {
        if (all.get(name) instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "an array", all.get(name));
    }

    /** An element of a list that must be an object. */
    static Fields of(Object element, String what) {
        if (element instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // Json makes maps by texts alone
            Map<String, Object> fields = (Map<String, Object>) map;
            return new Fields(fields);
        }
        throw wrong(what, "an object", element == null ? what : element);
    }
}
