package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        browser.await("document.querySelector('#panel-" + name + "')?.hidden === false");
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
        for (String name : List.of("watch", "map", "crashlab", "console", "tables")) {
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
    }

    @Test
    void theBytesOfAPageAreExplained() throws IOException {
        tab("map");
        browser.await("Number(document.querySelector('#map-facts').dataset.pages) > 5");
        browser.type("#map", Browser.RIGHT + Browser.ENTER);
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
        browser.await("document.querySelector('#panel-watch .trouble')?.dataset.code === 'SYNTAX'");
    }

    @Test
    void theConsoleCompletesAndRemembers() throws IOException {
        tab("console");
        browser.await("document.activeElement.id === 'command'");
        browser.await("performance.getEntriesByName(location.origin + '/api/tables/users').length > 0");
        browser.type("#command", "sel use\uE004");
        browser.await("document.querySelector('#command').value === 'sel users '");
        browser.type("#command", "LIMIT 1" + Browser.ENTER);
        browser.await("document.querySelector('#output .done')");
        browser.type("#command", "\uE013");
        browser.await("document.querySelector('#command').value === 'sel users LIMIT 1'");
        assertNotNull(
                browser.script("return localStorage.getItem('pesadb.history')").textValue());
    }
}
