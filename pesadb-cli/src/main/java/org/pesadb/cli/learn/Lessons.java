package org.pesadb.cli.learn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lessons that come with the program. */
public final class Lessons {
    private static final String LIST = "lessons.txt";

    /** What the file of a lesson is called behind its name. */
    public static final String SUFFIX = ".lesson";

    private Lessons() {}

    /**
     * All of them.
     *
     * @return in the order in which to take them
     */
    public static List<Lesson> all() {
        List<Lesson> all = new ArrayList<>();
        for (String name : resource(LIST).lines().toList()) {
            all.add(LessonReader.read(name, resource(name + SUFFIX)));
        }
        return all;
    }

    /**
     * One of them.
     *
     * @param asked its name, or its number in the list, from 1
     * @return the lesson, or null where there is none
     */
    public static Lesson find(String asked) {
        List<Lesson> all = all();
        for (int i = 0; i < all.size(); i++) {
            if (asked.equals(all.get(i).name()) || asked.equals(String.valueOf(i + 1))) {
                return all.get(i);
            }
        }
        return null;
    }

    private static String resource(String file) {
        try (InputStream in = Lessons.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("this program has no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
