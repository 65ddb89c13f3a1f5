package org.pesadb.it.fault;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All lies that a main file is tried with: each {@linkplain PageFields field} of each page, and each value of each row of the catalog. */
final class Lies {
    /** The owner of the last system table. */
    private static final int CATALOG = 3;

    private static final int TABLES = 1;

    private static final Pattern MEMBER = Pattern.compile("(\"(\\w+)\":)(-?\\d+|\"[^\"]*\")");

    private final PageBytes file;
    private final byte[][] truths;
    private final Map<Integer, String> owners;
    private final List<Lie> all = new ArrayList<>();

    /**
     * @param main   a whole file
     * @param owners names of tables by the numbers of the tables and of their indexes
     */
    Lies(byte[] main, Map<Integer, String> owners) {
        this.file = new PageBytes(main.clone());
        this.truths = new byte[file.pages()][];
        for (int page = 0; page < truths.length; page++) {
            truths[page] = file.image(page);
        }
        this.owners = owners;
    }

    /** Those of some pages: of the types of this set, and page 0 where 1 is in it. */
    List<Lie> of(Set<Integer> types) {
        for (int page = 0; page < file.pages(); page++) {
            if (types.contains(file.type(page))) {
                for (PageFields.Field field : PageFields.of(file, page)) {
                    field(page, field);
                }
                if (file.type(page) == PageBytes.HEAP && file.owner(page) <= CATALOG) {
                    rows(page);
                }
            }
        }
        return all;
    }

    private void field(int page, PageFields.Field field) {
        long truth = file.get(page, field.offset(), field.length());
        long mask = field.length() == 8 ? -1 : (1L << 8 * field.length()) - 1;
        Set<Long> values = new LinkedHashSet<>(List.of(
                0L,
                1L,
                -1L,
                mask >>> 1,
                truth + 1,
                truth - 1,
                truth * 2,
                (long) file.pages(),
                file.pages() - 1L,
                (long) page,
                page + 1L));
        if (field.length() == 1) {
            for (long value = 2; value < 8; value++) {
                values.add(value);
            }
        }
        values.stream().map(value -> value & mask).distinct().forEach(value -> {
            if (value != truth) {
                file.put(page, field.offset(), field.length(), value);
                add(page, field.name(), "at " + field.offset() + " says " + value + " for " + truth);
            }
        });
    }

    /** Keeps the page as it is now, and makes it true again. */
    private void add(int page, String field, String what) {
        file.seal(page);
        byte[] image = file.image(page);
        file.restore(page, truths[page]);
        boolean catalogs = file.owner(page) <= CATALOG && file.type(page) == PageBytes.HEAP;
        String name = catalogs ? field.replace("heap page", "catalog's heap page") : field;
        String table = page == 0 ? null : owners.get(file.owner(page));
        all.add(new Lie("page " + page + " (" + table + "), " + name + " " + what, name, page, table, image));
    }

    private void rows(int page) {
        String before = null;
        for (int slot = 0; slot < file.slots(page); slot++) {
            if (PageBytes.kind(file.slot(page, slot)) != PageBytes.ROW) {
                continue;
            }
            String row = file.row(page, slot);
            Matcher member = MEMBER.matcher(row);
            while (member.find()) {
                for (String value : values(member.group(2), member.group(3), before)) {
                    if (value.equals(member.group(3)) || isAnotherName(page, member.group(2), value)) {
                        continue;
                    }
                    String changed = row.substring(0, member.start(3)) + value + row.substring(member.end(3));
                    if (file.setRow(page, slot, changed)) {
                        String name = "row of owner " + file.owner(page) + ": " + member.group(2);
                        add(page, name, "in slot " + slot + " makes of " + row + " " + changed);
                    }
                }
            }
            before = row;
        }
    }

    /** A table by another name is as good as any, and nothing else in the database knows its name. */
    private boolean isAnotherName(int page, String member, String value) {
        return file.owner(page) == TABLES
                && member.equals("name")
                && value.length() > 2
                && value.startsWith("\"")
                && !owners.containsValue(value.substring(1, value.length() - 1));
    }

    private Set<String> values(String name, String truth, String before) {
        Set<String> values = new LinkedHashSet<>(List.of("null"));
        Matcher other = MEMBER.matcher(before == null ? "" : before);
        while (other.find()) {
            if (other.group(2).equals(name)) {
                values.add(other.group(3)); // what the row before says
            }
        }
        if (truth.startsWith("\"")) {
            values.addAll(List.of("\"\"", "\"nonsense\"", "\"" + "n".repeat(300) + "\"", "7"));
            values.add(truth.replaceFirst(".\"$", "\""));
        } else {
            long number = Long.parseLong(truth);
            for (long value : new long[] {
                0, 1, -1, 2, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, number + 1, number - 1, file.pages()
            }) {
                values.add(String.valueOf(value));
            }
            values.add("\"text\"");
        }
        return values;
    }
}
