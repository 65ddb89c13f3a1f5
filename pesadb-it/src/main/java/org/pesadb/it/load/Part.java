package org.pesadb.it.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** A load program's part that runs in a process of its own, on the database that is its first parameter. */
abstract class Part implements Callable<Integer>, LoadCommand.Printing {
    @Parameters(index = "0")
    Path file;

    PrintStream out = System.out;

    @Override
    public void printTo(PrintStream stream) {
        out = stream;
    }

    /** What tells the parent how it went, under the part's name. */
    Report report(String name) {
        return new Report(name, file.getParent(), out);
    }
}
