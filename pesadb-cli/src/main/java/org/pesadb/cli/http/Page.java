package org.pesadb.cli.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The page to look at in a browser: the resources that {@code page/index.txt} names, one a line, read once. What it does not name is not
 * there, whatever an address says. Immutable; threads share it.
 */
final class Page {
    private static final String FOLDER = "page/";
    private static final String FIRST = "index.html";
    private static final String NONE = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>PesaDB</title>"
            + "<h1>PesaDB</h1><p>This build has no page. <a href=\"/docs\">The HTTP API</a> is there.</p></html>";

    private final Map<String, byte[]> files = new HashMap<>();

    Page() {
        try (InputStream index = Page.class.getResourceAsStream(FOLDER + "index.txt")) {
            if (index != null) {
                BufferedReader names = new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8));
                for (String name = names.readLine(); name != null; name = names.readLine()) {
                    if (!name.isBlank()) {
                        files.put(name.strip(), resource(FOLDER + name.strip()));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own page cannot be read", unreadable);
        }
    }

    /** A resource that is part of the program. */
    static byte[] resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's resource " + name + " cannot be read", unreadable);
        }
    }

    void first(Exchange exchange) throws IOException {
        byte[] page = files.get(FIRST);
        exchange.bytes(200, type(FIRST), page == null ? NONE.getBytes(StandardCharsets.UTF_8) : page);
    }

    void asset(Exchange exchange) throws IOException {
        String name = exchange.name("name");
        byte[] file = files.get(name);
        if (file == null) {
            throw Refusal.notFound("/assets/" + name);
        }
        exchange.bytes(200, type(name), file);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "application/octet-stream";
        };
    }
}
