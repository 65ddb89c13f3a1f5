package org.pesadb.it.load;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the load programs from a command line. */
public final class Main {
    private Main() {}

    /**
     * Runs one program and ends the JVM with its exit status: 0 where it found nothing wrong, 1 where it did, 2 for wrong options.
     *
     * @param args the program's name and its options
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(LoadCommand.run(out, args));
    }
}
