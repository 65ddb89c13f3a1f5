package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every field of every kind of page that says something else, under a right checksum: found by {@code check} or harmless, and
 * never a fault of the program, a wrong row of another table, an endless loop or an endless file.
 */
class FieldDamageTest {
    /** Of the lies one in so many is tried: more of them than of the bytes that other tests turn over. */
    private static final int STRIDE = Math.max(1, Integer.getInteger("pesadb.damage.stride", 509) / 10);

    private static final int MOST_SHOWN = 200;

    /** For one lie, so long that only an endless loop takes it. */
    private static final long MOST_SECONDS = 60;

    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> silent = new ConcurrentSkipListMap<>();
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicInteger harmless = new AtomicInteger();

    private void tryAll(String what, FieldFixture fixture, List<Lie> lies) {
        IntStream.range(0, lies.size())
                .filter(i -> i % STRIDE == 0)
                .parallel()
                .forEach(i -> tryOne(fixture, lies.get(i)));
        System.out.println("fields of " + what + ": " + found + " lies found, " + harmless
                + " harmless; wrong answers about the table that lies, in silence: " + silent);
        Map<String, String> oneOfEach = new TreeMap<>();
        wrong.forEach(message -> oneOfEach.putIfAbsent(message.replaceAll("\\d+", "N"), message));
        List<String> shown = List.copyOf(oneOfEach.values());
        assertTrue(
                shown.isEmpty(),
                () -> wrong.size() + ":\n" + String.join("\n", shown.subList(0, Math.min(shown.size(), MOST_SHOWN))));
    }

    private void tryOne(FieldFixture fixture, Lie lie) {
        FieldTrial trial = new FieldTrial(fixture, lie);
        FutureTask<List<String>> task = new FutureTask<>(trial::run);
        Thread thread = new Thread(task, lie.field());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(MOST_SECONDS, TimeUnit.SECONDS).forEach(what -> wrong.add(lie + ": " + what));
        } catch (ExecutionException thrown) {
            StackTraceElement[] stack = thrown.getCause().getStackTrace();
            wrong.add(lie + ": " + thrown.getCause() + " " + List.of(stack).subList(0, Math.min(6, stack.length)));
        } catch (TimeoutException hangs) {
            wrong.add(lie + ": does not end: " + List.of(thread.getStackTrace()));
            thread.interrupt();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        if (trial.found()) {
            found.incrementAndGet();
        } else {
            harmless.incrementAndGet();
        }
        if (!trial.silent().isEmpty()) {
            silent.merge(lie.field(), 1, Integer::sum);
        }
    }

    @Test
    void everyKindOfPage() {
        FieldFixture fixture = FieldFixture.small();
        List<Lie> lies = new Lies(fixture.main, fixture.owners).of(Set.of(1, 2, 3, 4, 5, 6, 7));
        assertTrue(lies.size() > 5000, "lies: " + lies.size());
        tryAll("every kind of page", fixture, lies);
    }

    @Test
    void directoriesWithInnerPages() {
        FieldFixture fixture = FieldFixture.tall();
        List<Lie> lies = new Lies(fixture.main, fixture.owners).of(Set.of(PageBytes.DIRECTORY));
        lies.removeIf(lie -> !"tall".equals(lie.table()));
        assertTrue(lies.stream().anyMatch(lie -> lie.field().startsWith("directory inner page")), "no inner page");
        tryAll("tall directories", fixture, lies);
    }

    @Test
    void theChecksumsOfThisTestAreThoseOfTheDatabase() {
        FieldFixture fixture = FieldFixture.small();
        PageBytes same = new PageBytes(fixture.main.clone());
        for (int page = 0; page < same.pages(); page++) {
            if (same.type(page) != 0) {
                same.seal(page);
            }
        }
        for (int page = 0; page < same.pages(); page++) {
            byte[] original = Arrays.copyOfRange(fixture.main, page * PageBytes.PAGE, (page + 1) * PageBytes.PAGE);
            assertArrayEquals(original, same.image(page), "page " + page);
        }
        Lie none = new Lie("nothing", "nothing", 0, null, same.image(0));
        FieldTrial trial = new FieldTrial(fixture, none);
        assertEquals(List.of(), trial.run());
        assertEquals(false, trial.found());
    }
}
