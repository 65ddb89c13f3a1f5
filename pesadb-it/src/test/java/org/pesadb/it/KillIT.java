package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.testing.Seeds;

/**
 * Nothing acknowledged is ever lost and nothing else is ever half there, through {@code kill -9} at any moment: while
 * committing, while checkpointing, and while recovering from the kill before.
 *
 * <p>Units of work are numbered 1, 2, 3 … Unit n is either one command ({@code INS singles n}) or one transaction, which
 * puts n into two tables and into a counter. They are fed without waiting for answers, so that the units that are there
 * after a kill must be 1 to some N, whole, with N at least the last one acknowledged and at most the last one sent.
 * {@code -Dpesadb.seed=N} repeats the moments, {@code -Dpesadb.kill.rounds=N} sets how many (50).
 */
class KillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = Integer.getInteger("pesadb.kill.rounds", 50);
    private static final int ROUNDS_BETWEEN_CHECKS = 10;
    private static final long NOTHING = 0;

    @TempDir
    Path folder;

    /** The last unit sent. Each round has its own: the thread that feeds a killed process may end late. */
    private AtomicLong sent = new AtomicLong();

    private long acknowledged;

    @Test
    void killedAtAnyMomentItKeepsWhatItAcknowledged() throws IOException {
        long seed = Seeds.one();
        Random random = new Random(seed);
        Cli cli = Cli.in(folder);
        CliResult made = cli.run(
                "CREATE singles n:INT:PK\nCREATE lefts n:INT:PK text:TEXT\nCREATE rights n:INT:PK\n"
                        + "CREATE counter id:INT:PK n:INT\nINS counter 1 0\n",
                args());
        assertEquals(0, made.exit(), made.stderr());

        long kept = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            String where = "seed " + seed + ", round " + round;
            boolean early = round % 5 == 0;
            try (CliProcess process = cli.start(args())) {
                if (early) {
                    // While it starts: it may be recovering, or not have looked at the database yet.
                    killAfter(process, random.nextInt(700));
                    assertAnswersUntilKilled(process, new ConcurrentLinkedQueue<>(), where);
                } else {
                    kept = verify(process, kept, where);
                    work(process, random, kept, where);
                }
            }
            if (round % ROUNDS_BETWEEN_CHECKS == 0) {
                CliResult check = cli.run("", "check", "kill.pesa");
                assertEquals(0, check.exit(), where + ": " + check.stdout() + check.stderr());
            }
        }
        try (CliProcess process = cli.start(args())) {
            long all = verify(process, kept, "seed " + seed + ", at the end");
            assertTrue(all >= ROUNDS, "seed " + seed + ": only " + all + " units in " + ROUNDS + " rounds");
        }
    }

    private static String[] args() {
        // Small limits, so that checkpoints and evictions are among the moments that are hit.
        return new String[] {"--format", "json", "--bare", "--checkpoint", "20", "--cache", "1M", "kill.pesa"};
    }

    private void work(CliProcess process, Random random, long kept, String where) throws IOException {
        Queue<Long> confirms = new ConcurrentLinkedQueue<>();
        boolean[] transactions = new boolean[64];
        for (int i = 0; i < transactions.length; i++) {
            transactions[i] = random.nextBoolean();
        }
        AtomicLong sentNow = new AtomicLong(kept);
        sent = sentNow;
        process.feed(stdin -> {
            // Ends by the exception that the killed process's pipe throws.
            for (long n = kept + 1; ; n++) {
                sentNow.set(n);
                stdin.write(unit(n, transactions[(int) (n % transactions.length)], confirms)
                        .getBytes(StandardCharsets.UTF_8));
                stdin.flush();
            }
        });
        Reply first = process.next(PATIENCE);
        answer(first, confirms, where);
        killAfter(process, random.nextInt(250));
        assertAnswersUntilKilled(process, confirms, where);
    }

    /** The commands of a unit; for each, what its ok acknowledges. */
    private static String unit(long n, boolean transaction, Queue<Long> confirms) {
        if (!transaction) {
            confirms.add(n);
            return "INS singles " + n + "\n";
        }
        confirms.addAll(List.of(NOTHING, NOTHING, NOTHING, NOTHING, n));
        // Texts of many lengths, some over a page.
        String text = "x".repeat((int) (n * 37 % (n % 50 == 0 ? 9_000 : 300)));
        return "BEGIN\nINS lefts " + n + " '" + text + "'\nUPD counter SET n=" + n + " WHERE id=1\nINS rights " + n
                + "\nCOMMIT\n";
    }

    private static void killAfter(CliProcess process, int millis) {
        Thread killer = new Thread(
                () -> {
                    LockSupport.parkNanos(millis * 1_000_000L);
                    process.kill();
                },
                "killer");
        killer.setDaemon(true);
        killer.start();
    }

    private void assertAnswersUntilKilled(CliProcess process, Queue<Long> confirms, String where) throws IOException {
        for (String line = process.nextLine(PATIENCE); line != null; line = process.nextLine(PATIENCE)) {
            Reply reply;
            try {
                reply = Reply.parse(line);
            } catch (IllegalArgumentException cut) {
                // The last line may be cut by the kill; anything behind it would be a fault.
                assertEquals(null, process.nextLine(PATIENCE), where + ": a broken line: " + line);
                return;
            }
            answer(reply, confirms, where);
        }
        assertFalse(process.errors().contains("\tat "), () -> where + ": a stack trace: " + process.errors());
    }

    private void answer(Reply reply, Queue<Long> confirms, String where) {
        assertTrue(reply != null && reply.kind() == Reply.Kind.OK, where + ": " + reply);
        Long confirmed = confirms.poll();
        assertTrue(confirmed != null, where + ": an answer that nobody asked for: " + reply);
        acknowledged = Math.max(acknowledged, confirmed);
    }

    /**
     * Looks at everything that is there.
     *
     * @param before units that were there when last looked at, and must still be
     * @return units that are there now; the next one sent follows them
     */
    private long verify(CliProcess process, long before, String where) throws IOException {
        List<Long> singles = numbers(process, "SEL singles COLS n ORDER n", where);
        List<Long> lefts = numbers(process, "SEL lefts COLS n ORDER n", where);
        List<Long> rights = numbers(process, "SEL rights COLS n ORDER n", where);
        assertEquals(lefts, rights, where + ": a transaction is half there");
        long[] all = LongStream.concat(
                        singles.stream().mapToLong(Long::longValue),
                        lefts.stream().mapToLong(Long::longValue))
                .sorted()
                .toArray();
        for (int i = 0; i < all.length; i++) {
            assertEquals(i + 1, all[i], where + ": a unit is missing before one that is there, or is there twice");
        }
        long counter = numbers(process, "SEL counter COLS n", where).get(0);
        assertEquals(lefts.isEmpty() ? 0 : lefts.get(lefts.size() - 1), counter, where + ": the counter");
        assertTrue(all.length >= acknowledged, where + ": " + acknowledged + " acknowledged, " + all.length + " there");
        assertTrue(all.length >= before, where + ": " + before + " were there before, " + all.length + " now");
        assertTrue(all.length <= sent.get(), where + ": " + all.length + " there, " + sent.get() + " sent");
        acknowledged = all.length; // They were read, so they must stay.
        return all.length;
    }

    private static List<Long> numbers(CliProcess process, String command, String where) throws IOException {
        process.send(command);
        List<Long> numbers = new ArrayList<>();
        for (Reply reply = process.next(PATIENCE); ; reply = process.next(PATIENCE)) {
            assertTrue(reply != null && reply.kind() != Reply.Kind.ERROR, where + ": " + command + " gives " + reply);
            if (reply.kind() == Reply.Kind.OK) {
                assertEquals(numbers.size(), reply.number("rows"), where);
                return numbers;
            }
            numbers.add(reply.number("n"));
        }
    }
}
