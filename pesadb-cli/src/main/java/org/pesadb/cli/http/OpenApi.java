package org.pesadb.cli.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes routes in the words of OpenAPI 3.1. */
final class OpenApi {
    private static final String DESCRIPTION = "description";
    private static final String SCHEMA = "schema";
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private OpenApi() {}

    /** The description, as JSON has it. */
    static Map<String, Object> of(List<Route> routes) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        Map<String, Object> api = new LinkedHashMap<>();
        api.put("openapi", "3.1.0");
        api.put("info", info());
        api.put("paths", paths);
        api.put("components", Map.of("schemas", Map.of("Problem", problem()), "securitySchemes", schemes()));
        api.put("security", List.of(Map.of(), Map.of("token", List.of())));
        return api;
    }

    private static Map<String, Object> info() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "PesaDB");
        info.put("version", "1");
        info.put(DESCRIPTION, "INT is a whole number of 64 bits, TEXT a string, NULL null. Errors are problem JSON.");
        return info;
    }

    private static Map<String, Object> schemes() {
        return Map.of("token", Map.of("type", "http", "scheme", "bearer"));
    }

    private static Map<String, Object> problem() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("type", TEXT);
        properties.put("title", TEXT);
        properties.put("status", Map.of("type", "integer"));
        properties.put("detail", Map.of("type", "string", DESCRIPTION, "what, where and what next, for people"));
        properties.put("code", Map.of("type", "string", DESCRIPTION, "stable, for programs"));
        properties.put("outcome", Map.of("type", "string", DESCRIPTION, "unknown where a force failed"));
        return Map.of("type", "object", "properties", properties);
    }

    private static Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        List<Object> parameters = new ArrayList<>();
        for (String part : route.parts()) {
            if (part.startsWith("{")) {
                parameters.add(parameter(part.substring(1, part.length() - 1), "path", ""));
            }
        }
        route.parameters().forEach((name, meaning) -> parameters.add(parameter(name, "query", meaning)));
        if (route.isInTransaction()) {
            parameters.add(parameter(Exchange.TRANSACTION, "header", "the transaction that this is part of"));
        }
        operation.put("parameters", parameters);
        if (route.example() != null) {
            Map<String, Object> body = Map.of(SCHEMA, Map.of(), "example", route.example());
            operation.put(
                    "requestBody", Map.of("required", !route.isBodyOptional(), "content", Map.of(Exchange.JSON, body)));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        for (Route.Given answer : route.answers()) {
            responses.merge(Integer.toString(answer.status()), response(route, answer), OpenApi::either);
        }
        Map<String, Object> schema = Map.of(SCHEMA, Map.of("$ref", "#/components/schemas/Problem"));
        responses.put("default", Map.of(DESCRIPTION, "a problem", "content", Map.of(Problems.TYPE, schema)));
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> response(Route route, Route.Given answer) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(DESCRIPTION, answer.what());
        if (answer.status() != 204) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put(answer.type() == null ? route.type() : answer.type(), Map.of(SCHEMA, Map.of()));
            response.put("content", content);
        }
        return response;
    }

    /** Answers of one status, which differ in their type. */
    private static Object either(Object first, Object second) {
        Map<String, Object> both = Fields.of(first, "a response").all();
        Map<String, Object> more = Fields.of(second, "a response").all();
        both.put(DESCRIPTION, both.get(DESCRIPTION) + "; or " + more.get(DESCRIPTION));
        Fields.of(both.get("content"), "content")
                .all()
                .putAll(Fields.of(more.get("content"), "content").all());
        return both;
    }

    private static Map<String, Object> parameter(String name, String in, String meaning) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", in.equals("path"));
        parameter.put(DESCRIPTION, meaning);
        parameter.put(SCHEMA, TEXT);
        return parameter;
    }
}
