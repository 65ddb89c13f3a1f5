package org.pesadb.cli.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Where a page of a list begins: behind a primary key, where the list is in its order, so that rows which come and go meanwhile shift nothing;
 * else behind a number of rows. To clients it is a token that they give back as they got it. Immutable.
 *
 * @param key    the last key of the page before, a {@link Long} or {@link String}, or null
 * @param offset how many rows came before, where there is no key
 */
record Place(Object key, long offset) {
    /** The beginning. */
    static final Place FIRST = new Place(null, 0);

    private static final int TAG = 2;

    /** As clients have it. */
    String token() {
        String plain = key instanceof Long ? "i:" + key : key != null ? "t:" + key : "o:" + offset;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** What a client gives back; null for the beginning. */
    static Place of(String token) {
        if (token == null) {
            return FIRST;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String rest = plain.substring(Math.min(TAG, plain.length()));
            Place place = switch (plain.substring(0, plain.length() - rest.length())) {
                case "i:" -> new Place(Long.valueOf(rest), 0);
                case "t:" -> new Place(rest, 0);
                case "o:" -> new Place(null, Long.parseLong(rest));
                default -> throw strange(null);
            };
            if (place.offset < 0) {
                throw strange(null);
            }
            return place;
        } catch (IllegalArgumentException undecodable) {
            throw strange(undecodable);
        }
    }

    /** A token that is none, or belongs to another list. */
    static PesaDbException strange(Throwable cause) {
        return new PesaDbException(
                ErrorCode.SYNTAX, "cursor is what another page of the same list told as next, and nothing else", cause);
    }
}
