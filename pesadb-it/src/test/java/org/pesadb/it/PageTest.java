package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that {@code pesadb serve} shows, in a browser. Left out, with a word about it, where there is none. */
class PageTest {
    @TempDir
    private static Path folder;

    private static Served server;
    private static Browser browser;

    /** One browser and one database for all: each test uses keys of its own. */
    @BeforeAll
    static void start() throws IOException {
        String missing = Browser.missing();
        Assumptions.assumeTrue(missing == null, missing);
        server = Served.start(Cli.in(Files.createDirectories(folder.resolve("data"))), "page.pesa");
        browser = Browser.start(Files.createDirectories(folder.resolve("browser")));
    }

    @AfterAll
    static void stop() {
        try (Served served = server;
                Browser shown = browser) {
            assertEquals(served == null, shown == null);
        }
    }

    @BeforeEach
    void open() throws IOException {
        browser.open("about:blank");
        tab("tables");
    }

    private static void tab(String name) throws IOException {
        browser.open("http://127.0.0.1:" + server.port() + "/#" + name);
        browser.await("document.querySelector('#panel-" + name.replaceFirst("=.*", "") + "')?.hidden === false");
    }

    /** Answers of 4xx are no fault of the page; all else that a browser complains of is. */
    @AfterEach
    void nothingWentWrongUnseen() throws IOException {
        List<String> complaints = browser.complaints().stream()
                .filter(line -> !line.contains("the server responded with a status of 4"))
                .toList();
        assertEquals(List.of(), complaints);
    }

    private static long number(String expression) throws IOException {
        return browser.script("return Number(" + expression + ")").asLong();
    }

    @Test
    void everyTabOpensByMouseAndByKeyboard() throws IOException {
        for (String name : List.of("watch", "map", "crashlab", "console", "lessons", "tables")) {
            browser.click("#tab-" + name);
            browser.await("document.querySelector('#panel-" + name + "').hidden === false");
            assertEquals(1, number("document.querySelectorAll('[role=tabpanel]:not([hidden])').length"));
            assertTrue(browser.text("#panel-" + name + " h2").length() > 3);
        }
        browser.type("#tab-tables", Browser.RIGHT);
        browser.await("document.activeElement.id === 'tab-watch'");
        browser.await("!document.querySelector('#panel-watch').hidden");
    }

    @Test
    void aRowIsInsertedEditedAndDeleted() throws IOException {
        browser.click("[data-table=users]");
        browser.await("document.querySelector('#panel-tables article h2')?.textContent === 'users'");
        browser.click("#insert");
        browser.type("dialog [data-column=id]", "9007199254740993");
        browser.type("dialog [data-column=name]", "<img src=x onerror=alert(1)>");
        browser.click("dialog button[type=submit]");
        // The number is beyond what a double holds, the name would be markup: both are shown as they are.
        String row = "[aria-label=\"Edit row 9007199254740993\"]";
        browser.click(row);
        assertEquals(0, number("document.querySelectorAll('#rows img').length"));
        browser.type("dialog [data-column=name]", " & more");
        browser.click("dialog button[type=submit]");
        browser.await("document.querySelector('#rows').innerText.includes('<img src=x onerror=alert(1)> & more')");
        assertEquals(
                "<img src=x onerror=alert(1)> & more",
                server.get("/api/tables/users/rows/9007199254740993")
                        .json()
                        .get("name")
                        .asText());
        browser.click("[aria-label=\"Delete row 9007199254740993\"]");
        browser.click("dialog button[type=submit]");
        browser.await("!document.querySelector('#rows').innerText.includes('onerror')");
        assertEquals(404, server.get("/api/tables/users/rows/9007199254740993").status());
    }

    @Test
    void anInsertAppearsOnTheMapWhileItIsLookedAt() throws IOException {
        tab("map");
        browser.await("Number(document.querySelector('#map-facts').dataset.pages) > 5");
        browser.click("#checkpoint");
        browser.await("document.querySelector('#map-facts').dataset.records === '0'");
        long pages = number("document.querySelector('#map-facts').dataset.pages");
        assertEquals(server.get("/api/stats").json().get("pages").asLong(), pages);
        assertEquals(
                201,
                server.post("/api/tables/users/rows", "{'id':2,'name':'seen'}").status());
        browser.await("Number(document.querySelector('#map-facts').dataset.records) > 2");
        browser.click("#tab-tables");
        Served.await("what is not looked at is not followed", () -> {
            try {
                return server.figure("pesadb_http_event_listeners") == 0;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    @Test
    void theBytesOfAPageAreExplained() throws IOException {
        tab("map");
        browser.await("Number(document.querySelector('#map-facts').dataset.pages) > 5");
        browser.type("#page-map", Browser.RIGHT + Browser.ENTER);
        browser.await("document.querySelector('#page-title')?.textContent === 'Page 1'");
        assertEquals(
                4096,
                number("[...document.querySelectorAll('#page-bytes tbody tr')]"
                        + ".reduce((sum, row) => sum + Number(row.cells[1].textContent), 0)"));
    }

    @Test
    void theWayOfACommandIsDrawn() throws IOException {
        tab("watch");
        browser.script("document.querySelector('#watched').value = ''");
        browser.type("#watched", "INS users 3 Wambui" + Browser.ENTER);
        browser.await("document.querySelector('.station.result')?.dataset.state === 'now'");
        for (String station : List.of("request", "tokens", "path", "cache", "log", "force")) {
            assertEquals(
                    "done",
                    browser.script("return document.querySelector('.station." + station + "').dataset.state")
                            .asText(),
                    station);
        }
        assertTrue(browser.text(".station.log").contains("transaction"), browser.text(".station.log"));
        assertTrue(browser.text(".station.force").contains("fsync"), browser.text(".station.force"));
        assertTrue(browser.text("#outline").startsWith("request"), browser.text("#outline"));
        long steps = number("document.querySelector('#journey input[type=range]').max");
        assertTrue(steps > 7, "steps: " + steps);
        browser.click("#back");
        assertEquals(steps - 1, number("document.querySelector('#journey input[type=range]').value"));
        assertEquals(200, server.get("/api/tables/users/rows/3").status());
    }

    @Test
    void theCrashLabGoesFromStartToEnd() throws IOException {
        tab("crashlab");
        browser.click("#crash button[type=submit]");
        browser.await("document.querySelectorAll('#points [name=point]').length > 10");
        // The point before the commit record is chosen: both ways out of it are absent.
        assertTrue(browser.text("#chosen-point").contains("before the commit record"), browser.text("#chosen-point"));
        browser.script("document.querySelector('#unforced').value = 'kept'");
        browser.click("#pull");
        browser.await("document.querySelector('#left .strip-of.own [data-state=not-committed][data-forced=false]')");
        browser.click("#recover");
        browser.await("document.querySelectorAll('#crash-steps li').length === 1");
        browser.click("#crash-next");
        browser.await("document.querySelectorAll('#crash-steps li').length === 2");
        browser.click("#crash-all");
        verdict("absent", "no whole commit record behind");
        // Behind the force it must be there, whatever becomes of the checkpoint.
        browser.click("#crash-again");
        browser.script(
                "[...document.querySelectorAll('#points .chip')].find(chip => chip.textContent.startsWith('In the"
                        + " midst')).click()");
        browser.script("document.querySelector('#unforced').value = 'torn'");
        browser.click("#pull");
        browser.await("document.querySelector('#left .strips .piece[data-state=torn][data-forced=false]')");
        browser.click("#recover");
        browser.click("#crash-all");
        verdict("there", "forced before the power went");
        assertEquals(404, server.get("/api/tables/users/rows/9").status());
    }

    /** Begins a lab, as soon as there is a place for it: a page that has gone gives its own back by and by. */
    private static String crashLab() {
        List<Served.Told> told = new ArrayList<>();
        Served.await("there is a place for a crash lab", () -> {
            try {
                told.add(0, server.post("/api/crash", "{'command':'INS users 9 Crash'}"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return told.get(0).status() == 201;
        });
        return told.get(0).header("Location");
    }

    private static void verdict(String verdict, String why) throws IOException {
        browser.await("document.querySelector('#verdict')?.dataset.verdict === '" + verdict + "'");
        assertTrue(browser.text("#verdict").contains(why), browser.text("#verdict"));
        assertEquals(
                "true",
                browser.script("return document.querySelector('#verdict').dataset.kept")
                        .asText());
    }

    @Test
    void aCopyIsCrashedAndTheLabIsGivenBack() throws IOException {
        tab("crashlab");
        browser.script("document.querySelector('#crash-source').value = 'copy'");
        browser.script("document.querySelector('#crash-command').value = 'SEL users'");
        browser.click("#crash button[type=submit]");
        browser.await("document.querySelector('#panel-crashlab [data-code=SYNTAX]')");
        // All places but one are taken: each lab of the page must give it back to the next, and so must a page that
        // goes.
        List<String> others = new ArrayList<>();
        while (others.size() < 7) {
            others.add(crashLab());
        }
        for (int i = 0; i < 4; i++) {
            if (i % 2 == 0) {
                browser.open("about:blank");
                assertEquals(204, server.without("DELETE", crashLab()).status());
                tab("crashlab");
            }
            browser.script("document.querySelector('#crash-command').value = 'INS users 900 Crash'");
            browser.script("document.querySelector('#points')?.remove()");
            browser.click("#crash button[type=submit]");
            browser.await("document.querySelector('#points')");
        }
        for (String other : others) {
            assertEquals(204, server.without("DELETE", other).status());
        }
        assertEquals(404, server.get("/api/tables/users/rows/900").status());
    }

    @Test
    void anErrorIsShownReadably() throws IOException {
        tab("console");
        browser.type("#command", "INS users 4 Njoki" + Browser.ENTER);
        browser.await("document.querySelector('#output .done')");
        browser.type("#command", "INS users 4 Njoki" + Browser.ENTER);
        browser.await("document.querySelector('#output .trouble')");
        assertEquals(
                "DUPLICATE_KEY\nusers.id 4 already exists",
                browser.text("#output .trouble").replaceAll("\n+", "\n"));
        tab("watch");
        browser.script("document.querySelector('#watched').value = 'NONSENSE'");
        browser.type("#watched", Browser.ENTER);
        browser.await("document.querySelector('#panel-watch .trouble')?.dataset.code === 'UNKNOWN_COMMAND'");
    }

    @Test
    void whatTheBrowserMayNotDoTwiceIsDoneOnce() throws IOException {
        tab("watch");
        browser.script("window.asked = 0; const real = fetch;"
                + "window.fetch = (path, how) => { asked += path === '/api/trace' ? 1 : 0; return real(path, how); };"
                + "document.querySelector('#watched').value = 'INS users 5 Otieno';"
                + "const form = document.querySelector('#watch-form'); form.requestSubmit(); form.requestSubmit();");
        browser.await("document.querySelector('#outline')?.textContent.includes('Otieno')");
        assertEquals(1, number("window.asked"));
        browser.await("!document.querySelector('#watch-form [type=submit]').disabled");
    }

    @Test
    void aTokenIsAskedForAndASilentServerIsTold() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
        Cli cli = Cli.in(Files.createDirectories(folder.resolve("closed")));
        try (Served closed = Served.start(cli, "--token-file", token.toString(), "closed.pesa")) {
            browser.open("http://127.0.0.1:" + closed.port() + "/#map");
            browser.await("document.querySelector('dialog')");
            browser.press(Browser.ESCAPE);
            browser.await("document.querySelector('#map-live').textContent.startsWith('Not live: this server wants')");
            browser.click("#tab-tables");
            browser.type("dialog input", "0123456789abcdef0124" + Browser.ENTER);
            browser.await("document.querySelector('#panel-tables .trouble')?.dataset.code === 'UNAUTHORIZED'");
            browser.click("#tab-console");
            browser.click("#tab-tables");
            browser.await("document.querySelector('dialog h2')?.textContent.startsWith('That is not the token')");
            browser.type("dialog input", "0123456789abcdef0123" + Browser.ENTER);
            browser.await("document.querySelector('[data-table=users]')");
            assertEquals(0, number("document.querySelectorAll('dialog').length"));
            assertEquals(0, number("localStorage.length"), "the token goes with the tab");
        }
        browser.click("[data-table=orders]");
        browser.await("document.querySelector('#panel-tables .trouble')?.dataset.code === 'NO_ANSWER'");
        assertEquals("no answer", browser.text("#connection"));
        browser.complaints(); // among them that nobody answers
    }

    @Test
    void aTableIsMadeAndFilledFromCsv() throws IOException {
        browser.click("#new-table");
        browser.type("dialog input", "Größen & <b>");
        browser.type("dialog fieldset + fieldset input", "text");
        browser.click("dialog button[type=submit]");
        browser.await("document.querySelector('#panel-tables article h2')?.textContent === 'Größen & <b>'");
        browser.click("#import-csv");
        browser.type("dialog textarea", "id,text\n1,one\n1,again\n");
        browser.click("dialog button[type=submit]");
        browser.await("document.querySelector('dialog .trouble')?.dataset.code === 'DUPLICATE_KEY'");
        browser.script("document.querySelector('dialog textarea').value = ''");
        browser.type("dialog textarea", "id,text\n1,\"one");
        browser.click("dialog button[type=submit]");
        browser.await("document.querySelector('dialog .trouble p').textContent === 'line 2: a quote is not closed'");
        Path csv = Files.writeString(folder.resolve("sizes.csv"), "text,id\n\"a, \"\"b\"\"\",1\n,2\n\"\",3\n");
        browser.type("dialog input[type=file]", csv.toString());
        browser.await("document.querySelector('dialog textarea').value.startsWith('text,id')");
        browser.click("dialog button[type=submit]");
        browser.await("document.querySelectorAll('#rows tbody tr').length === 3");
        assertEquals(
                "{\"rows\":[{\"id\":1,\"text\":\"a, \\\"b\\\"\"},{\"id\":2,\"text\":null},{\"id\":3,\"text\":\"\"}],\"next\":null}",
                server.get("/api/tables/Gr%C3%B6%C3%9Fen%20%26%20%3Cb%3E/rows").body());
    }

    @Test
    void twoTablesAreJoined() throws IOException {
        server.post("/api/tables/users/rows", "{'id':6,'name':'Achieng'}");
        server.post(
                "/api/tables/orders/rows", "[{'order_id':61,'user_id':6,'item':'tea'},{'order_id':62,'user_id':6}]");
        browser.click("#open-join");
        browser.type("#join input", "name=Achieng");
        browser.click("#join button[type=submit]");
        browser.await("document.querySelectorAll('.result tbody tr').length === 2");
        assertTrue(browser.text(".result").contains("Achieng"), browser.text(".result"));
        assertTrue(browser.text(".result").contains("tea"), browser.text(".result"));
    }

    /** What is long or has ends of lines as another system writes them stays as it is, unless somebody changes it. */
    @Test
    void longTextsAreShownInPartAndKeptWhole() throws IOException {
        String text = "first\\r\\nsecond " + "long ".repeat(1_000);
        server.post("/api/tables/orders/rows", "{'order_id':71,'user_id':7,'item':'" + text + "'}");
        browser.click("[data-table=orders]");
        browser.await("document.querySelector('#panel-tables article h2')?.textContent === 'orders'");
        browser.type("[role=search] input", "order_id=71" + Browser.ENTER);
        browser.await("document.querySelectorAll('#rows tbody tr').length === 1");
        assertTrue(browser.text("#rows").contains("of 5,014 characters"), browser.text("#rows"));
        browser.click("[aria-label=\"Edit row 71\"]");
        browser.script("document.querySelector('dialog [data-column=user_id]').value = ''");
        browser.type("dialog [data-column=user_id]", "8");
        browser.click("dialog button[type=submit]");
        browser.await("!document.querySelector('dialog')");
        JsonNode row = server.get("/api/tables/orders/rows/71").json();
        assertEquals(8, row.get("user_id").asInt());
        assertTrue(row.get("item").asText().startsWith("first\r\nsecond long"));
        browser.await("document.activeElement.ariaLabel === 'Edit row 71'");
    }

    @Test
    void theKeyboardAloneGoesEverywhere() throws IOException {
        browser.press(Browser.TAB);
        browser.await("document.activeElement.className === 'skip'");
        browser.press(Browser.TAB);
        browser.await("document.activeElement.id === 'tab-tables'");
        browser.press(Browser.RIGHT);
        browser.await("!document.querySelector('#panel-watch').hidden");
        browser.press(Browser.RIGHT);
        browser.await("!document.querySelector('#panel-map').hidden");
        browser.await("document.activeElement.id === 'tab-map'");
        browser.script("document.querySelector('#tab-console').focus()");
        browser.press(Browser.ENTER);
        browser.await("!document.querySelector('#panel-console').hidden");
        browser.press(Browser.TAB);
        browser.await("document.activeElement.id === 'command'");
        browser.press("TABLES" + Browser.ENTER);
        browser.await("document.querySelector('#output .done')");
        browser.press(Browser.TAB);
        browser.await("document.activeElement.textContent === 'Run'");
        tab("tables");
        browser.await("document.querySelector('#insert') && (document.querySelector('#insert').focus(), true)");
        browser.press(Browser.ENTER);
        browser.await("document.querySelector('dialog')?.contains(document.activeElement)");
        browser.press(Browser.ESCAPE);
        browser.await("!document.querySelector('dialog') && document.activeElement.id === 'insert'");
    }

    /** A map of any size is one stop of the tab key, and each of its cells has a name when the keyboard comes to it. */
    @Test
    void aScreenReaderWalksTheMap() throws IOException {
        tab("map");
        browser.await("Number(document.querySelector('#map-facts').dataset.pages) > 5");
        long stops = number("[...document.querySelectorAll('#panel-map *')]"
                + ".filter((one) => one.tabIndex >= 0 && one.checkVisibility() && !one.disabled).length");
        assertTrue(stops < 20, "stops: " + stops);
        browser.script("document.querySelector('#page-map').focus()");
        browser.press(Browser.RIGHT);
        browser.await("document.querySelector('#page-map-cell').textContent.startsWith('Page 1: catalog')");
        List<String> cells = new ArrayList<>();
        for (JsonNode node :
                browser.devTools("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
            if (node.path("role").path("value").asText().equals("gridcell")) {
                cells.add(node.path("name").path("value").asText());
            }
        }
        assertTrue(cells.stream().anyMatch(name -> name.startsWith("Page 1: catalog")), cells::toString);
        browser.click("#checkpoint");
        browser.await("document.querySelector('#announcer').textContent === 'CHECKPOINT is done.'");
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "390, true"})
    void everyTabCanBeReadAndNamed(int width, boolean dark) throws IOException {
        browser.show(width, 844, dark);
        try {
            List<String> wrong = new ArrayList<>();
            browser.await("document.querySelector('#insert')");
            wrong.addAll(PageAudit.of(browser));
            browser.click("#insert");
            wrong.addAll(PageAudit.of(browser));
            tab("watch");
            browser.click("#watch-form button");
            browser.await("document.querySelector('.station.result')?.dataset.state === 'now'");
            wrong.addAll(PageAudit.of(browser));
            tab("map");
            browser.await("Number(document.querySelector('#map-facts').dataset.pages) > 5");
            browser.type("#page-map", Browser.ENTER);
            browser.await("document.querySelector('#page-bytes')");
            browser.click(".alternative summary");
            browser.await("document.querySelector('#page-table')");
            wrong.addAll(PageAudit.of(browser));
            tab("console");
            browser.type("#command", "SEL users LIMIT 3" + Browser.ENTER);
            browser.await("document.querySelector('#output .done')");
            browser.type("#command", "SEL nothing" + Browser.ENTER);
            browser.await("document.querySelector('#output .trouble')");
            browser.type("#command", "S" + Browser.TAB);
            browser.await("document.querySelectorAll('#words li').length > 3");
            wrong.addAll(PageAudit.of(browser));
            tab("crashlab");
            browser.click("#crash button[type=submit]");
            browser.await("document.querySelectorAll('#points [name=point]').length > 10");
            browser.click("#pull");
            browser.await("document.querySelector('#left .strip-of')");
            browser.click("#recover");
            browser.click("#crash-all");
            wrong.addAll(PageAudit.of(browser));
            tab("lessons=snapshot");
            browser.await("document.querySelectorAll('.task').length > 10");
            wrong.addAll(PageAudit.of(browser));
            assertEquals(List.of(), wrong);
        } finally {
            browser.show(1280, 900, false);
        }
    }

    @Test
    void aLessonPutsItsCommandsWhereTheyCanBeRun() throws IOException {
        browser.click("#tab-lessons");
        browser.click("ol.lessons a[href='#lessons=index']");
        browser.await("document.querySelector('.lesson h2')?.textContent === 'Why an index'");
        assertTrue(browser.text(".lesson .note").contains("pesadb learn index"), browser.text(".lesson .note"));
        browser.click("a[href='#console=INSPECT%20INDEX%20people%20city']");
        browser.await("document.querySelector('#command')?.value === 'INSPECT INDEX people city'");
        assertEquals(0, number("document.querySelector('#output').childElementCount"), "it waits for its reader");
        tab("lessons=commit");
        browser.click("a[href='#watch=INSPECT%20TABLE%20users']");
        browser.await("document.querySelector('#watched')?.value === 'INSPECT TABLE users'");
        assertEquals(0, number("document.querySelectorAll('#outline').length"));
    }

    @Test
    void theConsoleCompletesAndRemembers() throws IOException {
        tab("console");
        browser.await("document.activeElement.id === 'command'");
        browser.type("#command", "sel use" + Browser.TAB);
        browser.await("document.querySelector('#command').value === 'sel users '");
        browser.type("#command", "LIMIT 1" + Browser.ENTER);
        browser.await("document.querySelector('#output .done')");
        browser.type("#command", "\uE013");
        browser.await("document.querySelector('#command').value === 'sel users LIMIT 1'");
        assertNotNull(
                browser.script("return localStorage.getItem('pesadb.history')").textValue());
    }
}
