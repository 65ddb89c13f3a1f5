package org.pesadb.cli.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.output.JsonValues;

/** Reads and writes JSON. What is read is hostile: its depth and the number of its values are bounded, its bytes are UTF-8 or refused. */
final class Json {
    private static final int DEPTH = 32;
    private static final int VALUES = 10_000;
    private static final int NUMBER_LENGTH = 1_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE) // the body's limit is theirs
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Names come from strangers: kept nowhere once they are read.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** Does something with a parser. */
    interface Reading<T> {
        /** Does it. */
        T read(JsonParser parser) throws IOException;
    }

    /**
     * Reads a text.
     *
     * @param text    its bytes
     * @param reading is given a parser that stands at the first token
     * @return what that gives
     * @throws PesaDbException BAD_ENCODING, SYNTAX; OUT_OF_RANGE where it is nested too deeply
     */
    static <T> T read(byte[] text, Reading<T> reading) {
        // A decoder of its own: the parser's takes bytes for characters that are no UTF-8.
        InputStreamReader characters =
                new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = FACTORY.createParser(characters)) {
            if (parser.nextToken() == null) {
                throw new PesaDbException(ErrorCode.SYNTAX, "expected JSON, found an empty body");
            }
            T result = reading.read(parser);
            if (parser.nextToken() != null) {
                throw new PesaDbException(ErrorCode.SYNTAX, "expected the end of the JSON text" + at(parser));
            }
            return result;
        } catch (CharacterCodingException malformed) {
            throw new PesaDbException(ErrorCode.BAD_ENCODING, "the body is no valid UTF-8", malformed);
        } catch (StreamConstraintsException beyond) {
            throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "the JSON text: " + beyond.getOriginalMessage(), beyond);
        } catch (JsonProcessingException malformed) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "the body is no JSON: " + malformed.getOriginalMessage() + place(malformed),
                    malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the bytes are in memory
        }
    }

    private static String place(JsonProcessingException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr() + ")";
    }

    private static String at(JsonParser parser) {
        return ", found something at line " + parser.currentTokenLocation().getLineNr() + ", column "
                + parser.currentTokenLocation().getColumnNr();
    }

    /**
     * Reads an object.
     *
     * @param text its bytes
     * @return its fields in their order: {@link Long}, {@link String}, {@link Boolean}, {@link List}, {@link Map} or null
     */
    static Map<String, Object> object(byte[] text) {
        return read(text, parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new PesaDbException(ErrorCode.SYNTAX, "expected a JSON object" + at(parser));
            }
            return new Tree().object(parser);
        });
    }

    /** Whether a text begins as an object does; what it is else, reading it tells. */
    static boolean isObject(byte[] text) {
        for (byte one : text) {
            if (one > ' ') {
                return one == '{';
            }
        }
        return false;
    }

    /** One value that stands for one of a column: a number, a text or null. */
    static Object scalar(JsonParser parser, String name) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> number(parser, name);
            default ->
                throw new PesaDbException(
                        ErrorCode.TYPE_MISMATCH, name + " is a whole number, a text or null" + at(parser));
        };
    }

    private static long number(JsonParser parser, String name) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new PesaDbException(ErrorCode.OUT_OF_RANGE, name + " is beyond -2^63 to 2^63 - 1" + at(parser));
        }
        return parser.getLongValue();
    }

    /** Builds values of a bounded number. */
    private static final class Tree {
        private int left = VALUES;

        Map<String, Object> object(JsonParser parser) throws IOException {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, value(parser, name));
            }
            return fields;
        }

        private Object value(JsonParser parser, String name) throws IOException {
            if (--left < 0) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_RANGE, "the JSON text has more than " + VALUES + " values" + at(parser));
            }
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(parser);
                case START_ARRAY -> {
                    List<Object> elements = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        elements.add(value(parser, name));
                    }
                    yield elements;
                }
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> scalar(parser, name);
            };
        }
    }

    /**
     * Writes a value that fits into memory.
     *
     * @param value see {@link JsonValues#write}
     * @return its bytes
     */
    static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = generator(out)) {
            JsonValues.write(json, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // nothing is written to but memory
        }
        return out.toByteArray();
    }

    /** Writes to a stream; nothing separates what is written one after another. */
    static JsonGenerator generator(OutputStream out) throws IOException {
        // Closing it after a failure must not make half of something look like the whole.
        return FACTORY.createGenerator(out, JsonEncoding.UTF8)
                .setRootValueSeparator(null)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    }
}
