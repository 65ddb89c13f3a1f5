package org.pesadb.it;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running command line. Two threads read its output and its errors at all times, so that a full pipe never stops it and
 * every line that it printed before it died is still there. One thread may write to it while another one reads.
 */
public final class CliProcess implements AutoCloseable {
    private static final String END = new String("end of output");

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    /** All of its standard error, as it was after each piece that came. */
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();

    private final CompletableFuture<String> errors;
    private boolean ended;

    CliProcess(Process process) {
        this.process = process;
        thread("stdout", () -> {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } finally {
                lines.add(END);
            }
            return "";
        });
        errors = thread("stderr", () -> {
            try (InputStream stream = process.getErrorStream()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                byte[] piece = new byte[1 << 13];
                for (int length = stream.read(piece); length >= 0; length = stream.read(piece)) {
                    all.write(piece, 0, length);
                    complaints.add(all.toString(StandardCharsets.UTF_8));
                }
                return all.toString(StandardCharsets.UTF_8);
            } finally {
                complaints.add(END);
            }
        });
    }

    private interface Reading {
        String read() throws IOException;
    }

    private CompletableFuture<String> thread(String name, Reading reading) {
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(reading.read());
                    } catch (IOException | RuntimeException failed) {
                        done.completeExceptionally(failed);
                    }
                },
                "pesadb " + process.pid() + " " + name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /**
     * The process's id, as error messages name it.
     *
     * @return a positive number
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Writes a line to its standard input.
     *
     * @param line without its end
     * @throws IOException where the process is gone
     */
    public void send(String line) throws IOException {
        OutputStream stdin = process.getOutputStream();
        stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    /**
     * Writes all of its standard input, from a thread of its own, and ends it.
     *
     * @param input what to write; where the process leaves early, the rest is dropped
     */
    public void feed(Cli.Input input) {
        thread("stdin", () -> {
            try (OutputStream stdin = process.getOutputStream()) {
                input.writeTo(stdin);
            } catch (IOException gone) {
                return "the process left before its input ended: " + gone.getMessage();
            }
            return "";
        });
    }

    /**
     * Ends its standard input.
     *
     * @throws IOException where the process is gone
     */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /**
     * The next line of its standard output.
     *
     * @param patience how long to wait
     * @return without its end; null after the last one
     * @throws IOException where none comes in time
     */
    public String nextLine(Duration patience) throws IOException {
        if (ended) {
            return null;
        }
        try {
            String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IOException("process " + pid() + " printed nothing for " + patience);
            }
            ended = line == END;
            return ended ? null : line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for process " + pid(), interrupted);
        }
    }

    /**
     * The next line of its standard output, with {@code --format json}.
     *
     * @param patience how long to wait
     * @return what it says; null after the last one
     * @throws IOException              where none comes in time
     * @throws IllegalArgumentException where it is not of that format
     */
    public Reply next(Duration patience) throws IOException {
        String line = nextLine(patience);
        return line == null ? null : Reply.parse(line);
    }

    /**
     * Sends a command and waits for its end, with {@code --format json}.
     *
     * @param command  one command
     * @param patience how long to wait for each line
     * @return its ok or error; its rows are dropped
     * @throws IOException where the process ends, or prints nothing, instead
     */
    public Reply call(String command, Duration patience) throws IOException {
        send(command);
        for (Reply reply = next(patience); reply != null; reply = next(patience)) {
            if (reply.isEnd()) {
                return reply;
            }
        }
        throw new IOException("process " + pid() + " ended before it answered: " + command);
    }

    /**
     * All further lines of its standard output, up to its end.
     *
     * @return each with its end
     * @throws IOException where the output does not end
     */
    public String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = nextLine(Duration.ofMinutes(1)); line != null; line = nextLine(Duration.ofMinutes(1))) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    /**
     * Waits for its end.
     *
     * @param patience how long
     * @return its exit status
     * @throws IOException where it goes on; it is killed then
     */
    public int waitFor(Duration patience) throws IOException {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
        throw new IOException("process " + pid() + " did not end within " + patience + "; stderr: " + errors());
    }

    /** Kills it as {@code kill -9} does, and returns once it is gone. Its output up to then can still be read. */
    public void kill() {
        // Process.destroyForcibly closes our end of its output too, and with it loses what it printed last.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to end, as {@code kill -TERM} does, and returns at once. Its output can still be read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /**
     * Sends it a signal, and returns at once. Its output can still be read.
     *
     * @param name such as {@code INT}
     * @throws IOException where the system has no command {@code kill}, or the process is gone
     */
    public void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .redirectErrorStream(true)
                .start();
        try (InputStream said = kill.getInputStream()) {
            String message = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (kill.waitFor() != 0) {
                throw new IOException("kill -" + name + " " + pid() + ": " + message);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while signalling process " + pid(), interrupted);
        }
    }

    /**
     * Reads no more of its output, as {@code head} does once it has seen enough: what it prints from now on fails. Lines that were
     * read before can still be had.
     *
     * @throws IOException where the system fails
     */
    public void closeOutput() throws IOException {
        process.getInputStream().close();
    }

    /**
     * Waits for a line of its standard error.
     *
     * @param wanted   how it must begin
     * @param patience how long to wait between two lines
     * @return the line, without its end
     * @throws IOException where the process ends, or prints something else, instead
     */
    public String awaitError(String wanted, Duration patience) throws IOException {
        try {
            String before = "";
            while (true) {
                String heard = complaints.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (heard == null || heard == END) {
                    throw new IOException("process " + pid() + " did not complain of " + wanted + ", but: " + before);
                }
                before = heard;
                // What stands behind the last line feed may not be whole yet.
                for (String line :
                        heard.substring(0, heard.lastIndexOf('\n') + 1).lines().toList()) {
                    if (line.startsWith(wanted)) {
                        return line;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for process " + pid(), interrupted);
        }
    }

    /**
     * All of its standard error; waits for the end of the process.
     *
     * @return "" where it was silent
     */
    public String errors() {
        try {
            return errors.get(2, TimeUnit.MINUTES);
        } catch (ExecutionException failed) {
            throw new UncheckedIOException(new IOException("stderr of process " + pid(), failed.getCause()));
        } catch (TimeoutException late) {
            throw new UncheckedIOException(new IOException("process " + pid() + " goes on", late));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", interrupted));
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        kill();
    }
}
