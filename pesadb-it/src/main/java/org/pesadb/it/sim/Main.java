package org.pesadb.it.sim;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the simulation from a command line. */
public final class Main {
    private Main() {}

    /**
     * Runs it and ends the JVM with its exit status: 0 where it found nothing wrong, 1 where it did, 2 for wrong options.
     *
     * @param args options
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(Simulate.run(out, Product.installed(), args));
    }
}
