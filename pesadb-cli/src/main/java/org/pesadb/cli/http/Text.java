package org.pesadb.cli.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the encoded parts of an address. What is no UTF-8 is refused. */
final class Text {
    private Text() {}

    /**
     * The parts of a path between its slashes. One at its end is as none, but for the API: clients take {@code ..} and {@code .} for steps, so that
     * a key which is called so makes the address of a row that of its table, with a slash at the end; that must mean nothing.
     */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        if (path == null || !path.startsWith("/")) {
            throw Refusal.notFound(path == null ? "that" : path);
        }
        boolean closed = path.length() > 1 && path.endsWith("/") && !path.startsWith("/api/");
        String rest = closed ? path.substring(0, path.length() - 1) : path;
        for (String part : rest.substring(1).split("/", -1)) {
            segments.add(decode(part, false));
        }
        return segments;
    }

    /** The parameters of a query; each name once. */
    static Map<String, String> query(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(part.substring(equals + 1), true);
            if (!name.isEmpty() && parameters.put(name, value) != null) {
                throw Refusal.bad("the query has " + name + " twice");
            }
        }
        return parameters;
    }

    private static String decode(String part, boolean plusIsSpace) {
        if (part.indexOf('%') < 0 && (!plusIsSpace || part.indexOf('+') < 0)) {
            return part;
        }
        byte[] encoded = part.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                int high = i + 2 <= encoded.length - 1 ? Character.digit(encoded[i + 1], 16) : -1;
                int low = i + 2 <= encoded.length - 1 ? Character.digit(encoded[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw Refusal.bad("% without two hexadecimal digits in the address");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put(plusIsSpace && encoded[i] == '+' ? (byte) ' ' : encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException malformed) {
            throw new Refusal(400, "BAD_ENCODING", "the address is no valid UTF-8");
        }
    }

    /** An address's part that means a text. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.~".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
