package org.pesadb.cli;

import java.io.Console;

/** Whether people sit at both ends. */
final class Terminals {
    private Terminals() {}

    /**
     * Whether both the standard input and the standard output are a terminal. The launcher knows and says so; else Java is
     * asked, which since 22 has a console without a terminal too, and a method to tell them apart.
     */
    static boolean both() {
        String told = System.getProperty("pesadb.tty");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJava) {
            return true; // there, a console is a terminal
        } catch (ReflectiveOperationException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
