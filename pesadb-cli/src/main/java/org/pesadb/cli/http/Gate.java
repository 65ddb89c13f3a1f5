package org.pesadb.cli.http;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who may ask.
 *
 * <ul>
 *   <li>Where there is a token, whoever brings it. What tells nothing of the database needs none.
 *   <li>Pages of other sites make no changes, even in a browser of somebody who may: their {@code Origin} is refused.
 *   <li>Nor do they have the API do work: browsers say that a request is another site's ({@code Sec-Fetch-Site}).
 *   <li>A server for this machine alone answers to this machine's names alone: another site's name that is made to point here
 *       would make its page look like ours to a browser.
 * </ul>
 *
 * <p>Immutable; threads share it.
 */
final class Gate {
    private static final Set<String> OPEN = Set.of("/", "/docs", "/docs.css", "/openapi.json", "/health");

    private static final String FORBIDDEN = "FORBIDDEN";

    private final byte[] token;
    private final boolean local;
    private final String address;

    /** @param token what requests must bring, or null */
    Gate(InetAddress address, String token) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.US_ASCII);
        this.address = address.getHostAddress();
        local = address.isLoopbackAddress();
    }

    /** Lets a request in, or throws why not. */
    void check(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (token == null && local && host != null && !isLocal(name(host))) {
            throw new Refusal(
                    421, "MISDIRECTED", "this server answers to localhost, not to " + name(host) + "; see --address");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (origin != null && !reads && !same(origin, host)) {
            throw new Refusal(403, FORBIDDEN, "pages of " + origin + " may change nothing here");
        }
        String path = request.getHttpURI().getPath();
        boolean crossSite = "cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"));
        if (crossSite && path != null && path.startsWith("/api/")) {
            throw new Refusal(403, FORBIDDEN, "pages of other sites may ask nothing here");
        }
        if (token != null && !isOpen(path) && !brings(request)) {
            throw new Refusal(
                    401,
                    "UNAUTHORIZED",
                    "the header Authorization: Bearer TOKEN is needed",
                    Map.of("WWW-Authenticate", "Bearer realm=\"pesadb\""));
        }
    }

    /** A host without its port. */
    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private boolean isLocal(String name) {
        return name.equals("localhost")
                || name.equals("[::1]")
                || name.equals(address)
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static boolean same(String origin, String host) {
        int authority = origin.indexOf("://");
        return authority > 0 && host != null && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    private static boolean isOpen(String path) {
        return path != null && (OPEN.contains(path) || path.startsWith("/assets/"));
    }

    private boolean brings(Request request) {
        String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return given != null
                && given.regionMatches(true, 0, "Bearer ", 0, 7)
                && MessageDigest.isEqual(given.substring(7).strip().getBytes(StandardCharsets.UTF_8), token);
    }
}
