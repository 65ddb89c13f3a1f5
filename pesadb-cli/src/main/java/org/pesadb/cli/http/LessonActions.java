package org.pesadb.cli.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.learn.Lesson;
import org.pesadb.cli.learn.Lessons;
import org.pesadb.cli.learn.Step;

/**
 * The lessons of {@code pesadb learn}, to be read. They are not run here: they make tables and crashes of their own, for which the shell has a
 * scratch database. Threads share it.
 */
final class LessonActions {
    private static final Pattern TRACE = Pattern.compile("(?i)TRACE\\s+(VERBOSE\\s+)?");

    void list(Exchange exchange) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Lesson lesson : Lessons.all()) {
            Map<String, Object> told = head(lesson);
            told.put("steps", lesson.commands());
            all.add(told);
        }
        exchange.json(200, Map.of("lessons", all));
    }

    void show(Exchange exchange) throws IOException {
        String name = exchange.name("name");
        Lesson lesson = Lessons.find(name);
        if (lesson == null) {
            throw Refusal.notFound("/api/lessons/" + name);
        }
        Map<String, Object> told = head(lesson);
        told.put("steps", lesson.steps().stream().map(LessonActions::step).toList());
        exchange.json(200, told);
    }

    private static Map<String, Object> head(Lesson lesson) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("name", lesson.name());
        head.put("title", lesson.title());
        head.put("about", lesson.about());
        return head;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("text", step.text());
        switch (step.kind()) {
            case TEXT -> told.put("kind", "text");
            case ACTION -> {
                told.put("kind", "action");
                told.put("does", "shell");
            }
            default -> {
                told.put("kind", "command");
                told.put("session", step.session());
                command(step, told);
            }
        }
        return told;
    }

    /** What a command would do where it is sent from here. One that is not understood awaits a value of an earlier step. */
    private static void command(Step step, Map<String, Object> told) {
        Statement statement = understood(step.text());
        boolean here = statement != null && step.session().equals(Step.MAIN);
        boolean changes = statement instanceof Statement.Trace trace
                ? trace.traced().verb().changes()
                : statement != null && statement.verb().changes();
        String traced = TRACE.matcher(step.text()).lookingAt()
                ? TRACE.matcher(step.text()).replaceFirst("")
                : step.text();
        told.put("does", here ? changes ? "changes" : "reads" : "shell");
        told.put("trace", here && understood("TRACE " + traced) != null ? traced : null);
    }

    private static Statement understood(String command) {
        try {
            return CommandText.statement(command);
        } catch (PesaDbException awaitsMore) {
            return null;
        }
    }
}
