package org.pesadb.it.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The fields of each kind of page: all of each header; of entries the first ones and the last. */
final class PageFields {
    /** So many entries of a page are tried, and the last. */
    private static final int SOME = 3;

    /** Kinds of an index's pages. */
    private static final int BUCKET = 4;

    private static final int CHAINED = 5;
    private static final int LONG_KEY = 6;

    /**
     * A field.
     *
     * @param name   of the kind of page and the field
     * @param offset in the page
     * @param length 1, 2, 4 or 8 bytes
     */
    record Field(String name, int offset, int length) {}

    private final PageBytes file;
    private final int page;
    private final List<Field> fields = new ArrayList<>();
    private String kind = "page 0";

    private PageFields(PageBytes file, int page) {
        this.file = file;
        this.page = page;
    }

    /** The fields of a page; none of one that was never written. */
    static List<Field> of(PageBytes file, int page) {
        PageFields all = new PageFields(file, page);
        all.collect();
        return all.fields;
    }

    private void add(String name, int offset, int length) {
        fields.add(new Field(kind + ": " + name, offset, length));
    }

    private void usable(String name, int offset, int length) {
        add(name, PageBytes.USABLE + offset, length);
    }

    private int number(int offset, int length) {
        return (int) file.get(page, PageBytes.USABLE + offset, length);
    }

    private static TreeSet<Integer> some(int count) {
        TreeSet<Integer> some = new TreeSet<>();
        for (int i = 0; i < Math.min(SOME, count); i++) {
            some.add(i);
        }
        if (count > 0) {
            some.add(count - 1);
        }
        return some;
    }

    private void collect() {
        if (page == 0) {
            root();
            return;
        }
        switch (file.type(page)) {
            case PageBytes.FREE -> trunk();
            case PageBytes.CATALOG -> catalog();
            case PageBytes.DIRECTORY -> directory();
            case PageBytes.HEAP -> heap();
            case PageBytes.OVERFLOW -> overflow();
            case PageBytes.INDEX -> index();
            default -> {
                return;
            }
        }
        header(0);
    }

    private void header(int at) {
        add("type", at + 4, 1);
        add("reserved", at + 5, 1);
        add("number", at + 8, 4);
        add("owner", at + 12, 4);
        add("position", at + 16, 8);
    }

    private void root() {
        add("magic", 0, 8);
        add("format", 8, 4);
        add("page size", 12, 4);
        add("database id", 16, 8);
        add("format of the log", 32, 4);
        add("format of the pager", 36, 4);
        add("length of the log's name", 40, 1);
        add("log's name", 41, 1);
        add("length of the pager's name", 105, 1);
        add("pager's name", 106, 1);
        header(PageBytes.ROOT);
        int at = PageBytes.ROOT + PageBytes.USABLE;
        add("pages", at, 8);
        add("free pages", at + 8, 8);
        add("generation", at + 16, 8);
        add("root", at + 24, 8);
        add("trunk", at + 32, 4);
        add("state", at + 36, 1);
        add("reserved", at + 37, 1);
        add("transaction", at + 40, 8);
    }

    private void trunk() {
        kind = "trunk";
        usable("next", 0, 4);
        usable("count", 4, 4);
        for (int i : some(number(4, 4))) {
            usable("id", 8 + 4 * i, 4);
        }
    }

    private void catalog() {
        kind = "catalog";
        usable("magic", 0, 4);
        usable("format", 4, 4);
        usable("version of the schema", 8, 8);
        usable("next number", 16, 4);
        usable("format of the codec", 20, 4);
        usable("root of tables", 24, 8);
        usable("root of columns", 32, 8);
        usable("root of indexes", 40, 8);
        usable("length of the codec's name", 48, 1);
        usable("codec's name", 49, 1);
    }

    private void directory() {
        int level = number(0, 1);
        kind = level == 0 ? "directory leaf" : "directory inner page";
        usable("level", 0, 1);
        usable("reserved", 1, 1);
        usable("entries", 2, 2);
        usable("filling", 4, 4);
        usable("heap pages", 8, 4);
        int capacity = (PageBytes.PAGE - PageBytes.USABLE - 16) / (level == 0 ? 5 : 9);
        for (int i : some(number(2, 2))) {
            usable("key", 16 + 4 * i, 4);
            if (level > 0) {
                usable("child", 16 + 4 * capacity + 4 * i, 4);
            }
            usable("class", 16 + (level == 0 ? 4 : 8) * capacity + i, 1);
        }
    }

    private void heap() {
        kind = "heap page";
        usable("slots", 0, 2);
        usable("dead slots", 2, 2);
        usable("cells", 4, 2);
        usable("used", 6, 2);
        usable("rows", 8, 2);
        usable("class", 10, 1);
        usable("reserved", 11, 1);
        TreeSet<Integer> shown = some(file.slots(page));
        TreeSet<Integer> kinds = new TreeSet<>();
        for (int i = 0; i < file.slots(page); i++) {
            if (kinds.add(PageBytes.kind(file.slot(page, i)))) {
                shown.add(i);
            }
        }
        for (int i : shown) {
            int slot = file.slot(page, i);
            add("slot", PageBytes.SLOTS + 4 * i, 4);
            add("slot's offset", PageBytes.SLOTS + 4 * i, 2);
            add("slot's kind and length", PageBytes.SLOTS + 4 * i + 2, 2);
            add("slot's kind", PageBytes.SLOTS + 4 * i + 3, 1);
            int cell = PageBytes.cell(slot);
            switch (PageBytes.kind(slot)) {
                case PageBytes.IN_OVERFLOW -> {
                    add("first overflow page", cell, 4);
                    add("length of the row", cell + 4, 8);
                }
                case PageBytes.FORWARD -> add("forward", cell, 8);
                case PageBytes.MOVED -> add("home", cell, 8);
                default -> add("row", cell, 1);
            }
        }
    }

    private void overflow() {
        kind = "overflow page";
        usable("next", 0, 4);
        usable("part", 4, 4);
        usable("row id", 8, 8);
    }

    private void index() {
        int form = number(0, 1);
        kind = "index page of kind " + form;
        usable("kind", 0, 1);
        usable("depth", 1, 1);
        usable("entries or unique", 2, 2);
        if (form == LONG_KEY) {
            usable("next", 4, 4);
        } else if (form == BUCKET || form == CHAINED) {
            bucket();
        } else {
            usable("reserved", 4, 4);
            usable("key of the hash", 8, 8);
            nodeSlots();
        }
    }

    private void bucket() {
        usable("where entries begin", 4, 2);
        usable("bytes of entries", 6, 2);
        usable("next", 8, 4);
        TreeSet<Integer> shown = some(number(2, 2));
        TreeSet<Integer> forms = new TreeSet<>();
        for (int i = 0; i < number(2, 2); i++) {
            int entry = number(12 + 4 * i, 2);
            if (forms.add(Math.max(200, number(entry, 1)) << 8 | (number(entry + 1, 1) & 0x3F) / 21)) {
                shown.add(i);
            }
        }
        for (int i : shown) {
            int entry = number(12 + 4 * i, 2);
            usable("entry's offset", 12 + 4 * i, 2);
            usable("entry's fingerprint", 14 + 4 * i, 2);
            usable("entry's form", entry, 1);
            usable("entry's row head", entry + 1, 1);
            int form = number(entry, 1);
            usable("entry's key", entry + 2, 1);
            int key = form == 255 ? 16 : form == 254 ? 4 : form;
            if (form == 255) {
                usable("entry's length of key", entry + 10, 4);
                usable("entry's page of key", entry + 14, 4);
            }
            usable("entry's first row", entry + 2 + key, 4);
        }
    }

    private void nodeSlots() {
        int shown = 0;
        int last = 0;
        for (int i = 0; i < 512; i++) {
            int child = number(24 + 4 * i, 4);
            if (child != last && shown++ < SOME || i == 0 || i == 511) {
                usable("slot", 24 + 4 * i, 4);
            }
            last = child;
        }
    }
}
