package org.pesadb.it.process;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the command line many times in one process, for tests of which each would be nothing but the start of Java. On its standard input comes a
 * line for each run, its parts divided by tabs: a script, the file that gets what the run writes to its standard output, and the arguments. It answers
 * each by a line with the exit status and what was written to the standard error, in which line ends are shown as {@code |}.
 *
 * <p>The command line's module exports nothing: it is to be started with {@code --add-modules org.pesadb.cli} and {@code --add-exports
 * org.pesadb.cli/org.pesadb.cli=org.pesadb.it}.
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

    private static String once(Method run, String[] parts) throws Exception {
        String[] args = new String[parts.length - 2];
        System.arraycopy(parts, 2, args, 0, args.length);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit;
        try (InputStream in = new ByteArrayInputStream(read(parts[0]));
                OutputStream out = Files.newOutputStream(Path.of(parts[1]))) {
            exit = (int) run.invoke(null, args, in, out, errors);
        }
        return exit + " " + errors.toString(StandardCharsets.UTF_8).replace('\n', '|');
    }

    private static byte[] read(String file) throws IOException {
        return Files.readAllBytes(Path.of(file));
    }
}
