package org.pesadb.cli.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Describes routes for people, as one HTML page without a script. */
final class Docs {
    private Docs() {}

    /** The page. */
    static byte[] of(List<Route> routes) {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>The HTTP API of PesaDB</title><link rel="stylesheet" href="/docs.css"></head>
                <body><main>
                <h1>The HTTP API of PesaDB</h1>
                <p>Bodies are JSON: an INT is a whole number of 64 bits, a TEXT a string, a NULL null. An error is
                <code>application/problem+json</code> with a <code>code</code> for programs and a <code>detail</code> for people.
                The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
                """);
        for (Route route : routes) {
            page.append("<section><h2><b>").append(route.method()).append("</b> <code>");
            page.append(escaped(route.path())).append("</code></h2>\n<p>");
            page.append(escaped(route.summary())).append(".</p>\n");
            if (!route.parameters().isEmpty()) {
                page.append("<dl>");
                route.parameters()
                        .forEach((name, meaning) -> page.append("<dt><code>")
                                .append(escaped(name))
                                .append("</code></dt><dd>")
                                .append(escaped(meaning))
                                .append("</dd>"));
                page.append("</dl>\n");
            }
            if (route.example() != null) {
                String example = new String(Json.bytes(route.example()), StandardCharsets.UTF_8);
                page.append("<pre>").append(escaped(example)).append("</pre>\n");
            }
            page.append("<ul>");
            route.answers()
                    .forEach(answer -> page.append("<li>")
                            .append(answer.status())
                            .append(' ')
                            .append(escaped(answer.what()))
                            .append("</li>"));
            page.append("</ul></section>\n");
        }
        page.append("</main></body></html>\n");
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
