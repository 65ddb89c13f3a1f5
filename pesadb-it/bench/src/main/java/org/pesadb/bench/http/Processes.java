package org.pesadb.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and stops the processes of servers. */
final class Processes {
    private static final long PATIENCE_SECONDS = 30;

    private Processes() {}

    /** The Java of this process, with the collector that the launcher of PesaDB picks. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData");
    }

    /** Waits for a line that begins so, passes the ones before on, and all behind it. */
    static String await(Process process, InputStream output, String beginning) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                Thread rest = new Thread(() -> lines.lines().forEach(System.err::println), "output");
                rest.setDaemon(true);
                rest.start();
                return line;
            }
            System.err.println(line);
        }
        process.destroy();
        throw new IOException("the process ended before it said: " + beginning);
    }

    /** Runs a program to its end, which must be a good one. */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }

    /** Asks a process to end, and waits until it has. */
    static void stop(Process process) throws IOException {
        process.destroy();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            process.destroyForcibly();
            throw new IOException("process " + process.pid() + " did not end within " + PATIENCE_SECONDS + " s", late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while process " + process.pid() + " ended", interrupted);
        }
    }
}
