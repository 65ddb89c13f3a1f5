package org.pesadb.cli.http;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds what answers to a request. Immutable; threads share it. */
final class Router {
    private static final String OPTIONS = "OPTIONS";
    private static final String ALLOW = "Allow";

    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * The route of a request, which is told its names.
     *
     * @throws Refusal where there is none: 404, or 405 where another method would do
     */
    Route find(Exchange exchange) {
        TreeSet<String> others = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> names = route.match(exchange.path());
            if (names != null && route.method().equals(exchange.method())) {
                exchange.named(names);
                return route;
            }
            if (names != null) {
                others.add(route.method());
            }
        }
        String address = "/" + String.join("/", exchange.path());
        if (others.isEmpty()) {
            throw Refusal.notFound(address);
        }
        if (others.contains("GET")) {
            others.add("HEAD");
        }
        others.add(OPTIONS);
        String allowed = String.join(", ", others);
        if (exchange.method().equals(OPTIONS)) {
            return new Route(OPTIONS, address, "Tells the methods of an address", asked -> {
                asked.header(ALLOW, allowed);
                asked.nothing();
            });
        }
        throw new Refusal(
                405, "METHOD_NOT_ALLOWED", address + " answers to " + allowed + " alone", Map.of(ALLOW, allowed));
    }
}
