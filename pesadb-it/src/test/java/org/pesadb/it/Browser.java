package org.pesadb.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser without a window, driven by W3C WebDriver through the system's {@code chromedriver}. As much of that protocol as the tests of
 * the page need. For one thread.
 */
final class Browser implements AutoCloseable {
    /** The key Enter, as WebDriver writes it. */
    static final String ENTER = "\uE007";

    /** The key Tab. */
    static final String TAB = "\uE004";

    /** The key Escape. */
    static final String ESCAPE = "\uE00C";

    /** The key with an arrow to the right. */
    static final String RIGHT = "\uE014";

    private static final int PATIENCE_MILLIS = 30_000;
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
            "--window-size=1280,900");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process driver;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String base;

    private Browser(Process driver) {
        this.driver = driver;
    }

    /** What is missing here for a browser to start, or null. */
    static String missing() {
        for (String program : List.of("chromium", "chromedriver")) {
            if (find(program) == null) {
                return program + " is not installed; on Debian: apt-get install chromium chromium-driver";
            }
        }
        return null;
    }

    private static Path find(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /** Starts one, with a profile of its own within a folder. */
    static Browser start(Path folder) throws IOException {
        Process process = new ProcessBuilder(find("chromedriver").toString(), "--port=0")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Browser browser = new Browser(process);
        try {
            browser.base = "http://127.0.0.1:" + port(process);
            List<String> arguments = new ArrayList<>(FLAGS);
            arguments.add("--user-data-dir=" + folder.resolve("profile"));
            Map<String, Object> wanted = Map.of(
                    "browserName",
                    "chrome",
                    "timeouts",
                    Map.of("script", PATIENCE_MILLIS),
                    "goog:loggingPrefs",
                    Map.of("browser", "ALL"),
                    "goog:chromeOptions",
                    Map.of("args", arguments, "binary", find("chromium").toString()));
            JsonNode session = browser.call("POST", "/session", Map.of("capabilities", Map.of("alwaysMatch", wanted)));
            browser.base += "/session/" + session.get("sessionId").asText();
            return browser;
        } catch (IOException | RuntimeException failed) {
            browser.close();
            throw failed;
        }
    }

    private static String port(Process process) throws IOException {
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("chromedriver ended before it listened");
    }

    private JsonNode call(String method, String path, Object body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMillis(2L * PATIENCE_MILLIS))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode value = JSON.readTree(response.body()).get("value");
            if (response.statusCode() != 200) {
                throw new IOException(method + " " + path + ": "
                        + value.path("message").asText().lines().findFirst().orElse(""));
            }
            return value;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    void open(String address) throws IOException {
        call("POST", "/url", Map.of("url", address));
    }

    /** Runs a function's body in the page, and gives what it returns. */
    JsonNode script(String body) throws IOException {
        return call("POST", "/execute/sync", Map.of("script", body, "args", List.of()));
    }

    /** Waits until an expression holds in the page. */
    void await(String expression) throws IOException {
        String body = "const done = arguments[0]; const look = () => (" + expression
                + ") ? done(true) : setTimeout(look, 20); look();";
        try {
            call("POST", "/execute/async", Map.of("script", body, "args", List.of()));
        } catch (IOException late) {
            String shown = script("return document.body.innerText").asText();
            throw new AssertionError("it never came to be that " + expression + "; the page shows: " + shown, late);
        }
    }

    private String element(String selector) throws IOException {
        await("document.querySelector(" + JSON.writeValueAsString(selector) + ")");
        return call("POST", "/element", Map.of("using", "css selector", "value", selector))
                .get(ELEMENT)
                .asText();
    }

    /** Clicks what a selector finds first, once it is there. */
    void click(String selector) throws IOException {
        call("POST", "/element/" + element(selector) + "/click", Map.of());
    }

    /** Writes into what a selector finds first, key by key, behind what is there. */
    void type(String selector, String keys) throws IOException {
        call("POST", "/element/" + element(selector) + "/value", Map.of("text", keys));
    }

    /** Presses keys one after another, wherever the keyboard is. */
    void press(String keys) throws IOException {
        List<Map<String, Object>> strokes = new ArrayList<>();
        for (String key : keys.split("")) {
            strokes.add(Map.of("type", "keyDown", "value", key));
            strokes.add(Map.of("type", "keyUp", "value", key));
        }
        call(
                "POST",
                "/actions",
                Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", strokes))));
    }

    /** Shows the page in a window of a size, in dark colours or in light ones. */
    void show(int width, int height, boolean dark) throws IOException {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Asks the browser in the protocol of its developer tools. */
    JsonNode devTools(String command, Map<String, Object> parameters) throws IOException {
        return call("POST", "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    /** What is to be read in what a selector finds first. */
    String text(String selector) throws IOException {
        return call("GET", "/element/" + element(selector) + "/text", null).asText();
    }

    /** What the browser complained of since it was last asked: errors of scripts, and what the policy of the page forbids. */
    List<String> complaints() throws IOException {
        List<String> complaints = new ArrayList<>();
        for (JsonNode entry : call("POST", "/se/log", Map.of("type", "browser"))) {
            if (entry.get("level").asText().equals("SEVERE")) {
                complaints.add(entry.get("message").asText());
            }
        }
        return complaints;
    }

    @Override
    public void close() {
        try {
            if (base != null && base.contains("/session/")) {
                call("DELETE", "", null);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            driver.destroy();
            driver.onExit().join();
        }
    }
}
