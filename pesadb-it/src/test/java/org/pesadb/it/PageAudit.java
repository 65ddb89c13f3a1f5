package org.pesadb.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What keeps somebody from using the page that a browser shows, each in a line. For one thread. */
final class PageAudit {
    private static final Set<String> CONTROLS = Set.of(
            "button",
            "link",
            "textbox",
            "searchbox",
            "combobox",
            "listbox",
            "option",
            "checkbox",
            "radio",
            "slider",
            "spinbutton",
            "tab",
            "tabpanel",
            "dialog",
            "grid",
            "gridcell",
            "region",
            "img",
            "image",
            "progressbar");

    /**
     * Text whose colour is too close to what lies behind it. What is disabled may be pale.
     */
    private static final String PALE = """
            const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
            const rgba = (colour) => {
              context.clearRect(0, 0, 1, 1);
              context.fillStyle = colour;
              context.fillRect(0, 0, 1, 1);
              const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
              return [r, g, b, a / 255];
            };
            const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
            const light = (colour) => {
              const [r, g, b] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = (element) => {
              const layers = [];
              for (let one = element; one; one = one.parentElement) {
                layers.push(rgba(getComputedStyle(one).backgroundColor));
                if (layers[layers.length - 1][3] === 1) {
                  break;
                }
              }
              return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
            };
            const pale = new Set();
            const look = (element, colour, text) => {
              const below = behind(element);
              const [more, less] = [light(over(rgba(colour), below)), light(below)].sort((a, b) => b - a);
              const contrast = (more + 0.05) / (less + 0.05);
              if (contrast < 4.5) {
                pale.add(`${contrast.toFixed(2)} for "${text.trim().slice(0, 40)}" in ${element.tagName} .${element.className}`);
              }
            };
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            let seen = 0;
            while (texts.nextNode()) {
              const element = texts.currentNode.parentElement;
              if (texts.currentNode.data.trim() !== "" && element.checkVisibility({ visibilityProperty: true })
                  && !element.closest("noscript, canvas, option, .unseen, .skip, :disabled")) {
                look(element, getComputedStyle(element).color, texts.currentNode.data);
                seen++;
              }
            }
            for (const field of document.querySelectorAll("input, textarea")) {
              if (field.checkVisibility() && field.placeholder) {
                look(field, getComputedStyle(field, "::placeholder").color, field.placeholder);
              }
            }
            if (seen < 10) {
              pale.add(`only ${seen} texts were looked at`);
            }
            return [...pale];
            """;

    /** Whether all fits side by side; and if not, what sticks out. */
    private static final String WIDE = """
            const most = document.documentElement.clientWidth;
            if (document.scrollingElement.scrollWidth <= most) {
              return [];
            }
            return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > most + 1)
                .map((one) => `${one.tagName} #${one.id} .${one.className} ends at ${one.getBoundingClientRect().right} of ${most}`);
            """;

    private PageAudit() {}

    /** Everything that is wrong. */
    static List<String> of(Browser browser) throws IOException {
        List<String> wrong = nameless(browser);
        browser.script(PALE).forEach(line -> wrong.add("contrast " + line.asText()));
        browser.script(WIDE).forEach(line -> wrong.add("too wide: " + line.asText()));
        return wrong;
    }

    /** Controls and places that a screen reader has no name for, as the browser's own accessibility tree has them. */
    private static List<String> nameless(Browser browser) throws IOException {
        List<String> wrong = new ArrayList<>();
        int controls = 0;
        for (JsonNode node :
                browser.devTools("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
            String role = node.path("role").path("value").asText();
            if (node.get("ignored").asBoolean() || !CONTROLS.contains(role)) {
                if (!node.get("ignored").asBoolean() && focusable(node) && role.equals("generic")) {
                    wrong.add("no role: " + node.path("name"));
                }
                continue;
            }
            controls++;
            if (node.path("name").path("value").asText().isBlank()) {
                wrong.add("no name: " + role + " " + node.path("backendDOMNodeId"));
            }
        }
        if (controls < 5) {
            wrong.add("only " + controls + " controls were looked at");
        }
        return wrong;
    }

    private static boolean focusable(JsonNode node) {
        for (JsonNode property : node.path("properties")) {
            if (property.get("name").asText().equals("focusable")) {
                return property.get("value").path("value").asBoolean();
            }
        }
        return false;
    }
}
