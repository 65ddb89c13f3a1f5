package org.pesadb.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /**
     * Runs the program and ends the process with its exit status.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        // Results are not written by System.out: what a plugin prints there must not come between them.
        System.setOut(System.err);
        Stop stop = new Stop();
        // A signal makes the JVM run its hooks and then exit with 128 and the signal's number.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopQuietly(stop), "pesadb-stop"));
        App app = new App(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Terminals.both(),
                stop,
                Opened.Opener.ENGINE);
        System.exit(app.run(args));
    }

    private static void stopQuietly(Stop stop) {
        try {
            stop.stop();
        } catch (Exception failure) {
            System.err.println("error " + Failures.of(failure).code() + ": " + failure.getMessage());
        }
    }

    /**
     * Runs the program within this process, as if no stream were a terminal.
     *
     * @param args the command line
     * @param in   the standard input
     * @param out  the standard output
     * @param err  the standard error
     * @return the exit status: 0 all went well, 1 some command failed, 2 usage
     */
    public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
        return new App(in, out, err, false, new Stop(), Opened.Opener.ENGINE).run(args);
    }
}
