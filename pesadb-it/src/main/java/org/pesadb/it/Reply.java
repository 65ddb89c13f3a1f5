package org.pesadb.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line that the command line prints with {@code --format json}. Immutable; threads may share it.
 *
 * @param kind   whether it is a row, an end in success, or an end in failure
 * @param fields what stands in it, in order; values are {@link Long}, {@link String} or null
 */
public record Reply(Kind kind, Map<String, Object> fields) {
    private static final TypeReference<LinkedHashMap<String, LinkedHashMap<String, Object>>> SHAPE =
            new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The three things that a line can be. */
    public enum Kind {
        /** A row of a result. */
        ROW,
        /** The command succeeded. */
        OK,
        /** The command failed. */
        ERROR
    }

    /** Copies. */
    public Reply {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * Reads a line.
     *
     * @param line one JSON object with exactly one key: row, ok or error
     * @return what it says
     * @throws IllegalArgumentException where it is anything else; the message holds the line
     */
    public static Reply parse(String line) {
        Map<String, LinkedHashMap<String, Object>> object;
        try {
            object = JSON.readValue(line, SHAPE);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("not a line of --format json: " + line, broken);
        }
        if (object == null
                || object.size() != 1
                || !Set.of("row", "ok", "error").containsAll(object.keySet())) {
            throw new IllegalArgumentException("not exactly one of row, ok and error: " + line);
        }
        Map.Entry<String, LinkedHashMap<String, Object>> only =
                object.entrySet().iterator().next();
        if (only.getValue() == null) {
            throw new IllegalArgumentException("nothing in it: " + line);
        }
        Kind kind = "row".equals(only.getKey()) ? Kind.ROW : "ok".equals(only.getKey()) ? Kind.OK : Kind.ERROR;
        return new Reply(kind, only.getValue());
    }

    /**
     * Whether the command has ended with this line.
     *
     * @return true for {@link Kind#OK} and {@link Kind#ERROR}
     */
    public boolean isEnd() {
        return kind != Kind.ROW;
    }

    /**
     * The values of a row.
     *
     * @return in order of the columns; null stands for NULL
     */
    public List<Object> values() {
        return Collections.unmodifiableList(new ArrayList<>(fields.values()));
    }

    /**
     * A number.
     *
     * @param field such as {@code rows} of an ok
     * @return its value
     * @throws IllegalStateException where there is no such number
     */
    public long number(String field) {
        if (fields.get(field) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("no number " + field + " in " + this);
    }

    /**
     * A text.
     *
     * @param field such as {@code code} of an error
     * @return its value
     * @throws IllegalStateException where there is no such text
     */
    public String text(String field) {
        if (fields.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalStateException("no text " + field + " in " + this);
    }

    /**
     * The code of an error.
     *
     * @return such as {@code DUPLICATE_KEY}, or "" where this is no error
     */
    public String code() {
        return kind == Kind.ERROR ? text("code") : "";
    }
}
