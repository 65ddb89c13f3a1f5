package org.pesadb.it.process;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs the command line many times in one process, for tests of which each would be nothing but the start of Java. On its standard input comes a
 * line for each run, its parts divided by tabs: the file with the run's standard input, those that get its standard output and its standard error, and the
 * arguments. It answers each by a line with the exit status.
 *
 * <p>The command line's module exports nothing. So this is either started inside it, or with {@code --add-modules org.pesadb.cli} and {@code
 * --add-exports org.pesadb.cli/org.pesadb.cli=org.pesadb.it}; then the parts of this module are there too.
 */
public final class ManyRuns {
    private ManyRuns() {}

    /**
     * Runs what its standard input asks for.
     *
     * @param args none
     * @throws Exception where a run throws, which none ever should
     */
    public static void main(String[] args) throws Exception {
        Class<?> program = Class.forName("org.pesadb.cli.Main");
        Method run =
                program.getMethod("run", String[].class, InputStream.class, OutputStream.class, OutputStream.class);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(once(run, line.split("\t")));
            System.out.flush();
        }
    }

    private static int once(Method run, String[] parts) throws Exception {
        String[] args = Arrays.copyOfRange(parts, 3, parts.length);
        try (InputStream in = Files.newInputStream(Path.of(parts[0]));
                OutputStream out = Files.newOutputStream(Path.of(parts[1]));
                OutputStream errors = Files.newOutputStream(Path.of(parts[2]))) {
            return (int) run.invoke(null, args, in, out, errors);
        }
    }
}
