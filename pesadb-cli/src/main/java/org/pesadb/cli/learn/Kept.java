package org.pesadb.cli.learn;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a lesson remembers of its own output, such as the number of a page. Of one thread. */
public final class Kept {
    private static final Pattern NAME = Pattern.compile("\\{([a-z_]+)}");

    private final Map<String, String> values = new HashMap<>();

    /**
     * Remembers a value.
     *
     * @param name  by which it is asked for
     * @param value replaces an earlier one
     */
    void keep(String name, String value) {
        values.put(name, value);
    }

    /**
     * Puts what is remembered in its places.
     *
     * @param text with names in braces; those that nothing is remembered by stay
     * @return the text with the values
     */
    public String fill(String text) {
        Matcher names = NAME.matcher(text);
        return names.replaceAll(name -> Matcher.quoteReplacement(values.getOrDefault(name.group(1), name.group())));
    }
}
